/** Calls as an agent makes them: seven reads to three posts, answers of 0.9 KB of JSON. */
export function recordedCalls(count) {
  return Array.from({ length: count }, (_, index) => recordedCall(index));
}

export function recordedCall(index) {
  const isPost = index % 10 >= 7;
  return {
    method: isPost ? 'POST' : 'GET',
    path: `/v1/items/${index}?page=${index % 50}`,
    body: isPost ? JSON.stringify({ query: `question ${index}`, limit: 10 }) : undefined,
    response: JSON.stringify({ id: index, text: `answer ${index} `.repeat(64).slice(0, 860) }),
  };
}

import { createServer } from 'node:http';
let n = 0;
const server = createServer(async (req, res) => {
  let body = '';
  for await (const c of req) body += c;
  const json = (o) => {
    res.setHeader('content-type', 'application/json');
    res.setHeader('x-request-id', 'req_' + n++);
    res.end(JSON.stringify(o));
  };
  const b = body ? JSON.parse(body) : {};
  const hasTool =
    body.includes('"tool_call_id"') ||
    body.includes('function_call_output') ||
    body.includes('functionResponse') ||
    body.includes('tool_result');
  if (req.url.includes('/responses')) {
    const item = hasTool
      ? {
          type: 'message',
          id: 'msg_' + n,
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: 'There are 7 left.', annotations: [] }],
        }
      : {
          type: 'function_call',
          id: 'fc_' + n,
          call_id: 'call_' + n,
          name: 'get_stock',
          arguments: '{"sku":"A-1"}',
          status: 'completed',
        };
    const response = {
      id: 'resp_' + n++,
      object: 'response',
      created_at: Math.floor(Date.now() / 1000),
      status: 'completed',
      model: b.model,
      output: [item],
      parallel_tool_calls: true,
      tool_choice: 'auto',
      tools: [],
      usage: {
        input_tokens: 10,
        output_tokens: 5,
        total_tokens: 15,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens_details: { reasoning_tokens: 0 },
      },
      error: null,
      incomplete_details: null,
      instructions: null,
      metadata: {},
      temperature: 1,
      top_p: 1,
    };
    if (!b.stream) return json(response);
    res.setHeader('content-type', 'text/event-stream');
    let s = 0;
    const ev = (type, o) =>
      res.write(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: s++, ...o })}\n\n`);
    ev('response.created', { response: { ...response, status: 'in_progress', output: [] } });
    ev('response.output_item.added', {
      output_index: 0,
      item: {
        ...item,
        status: 'in_progress',
        ...(item.type === 'message' ? { content: [] } : { arguments: '' }),
      },
    });
    if (item.type === 'message') {
      ev('response.content_part.added', {
        item_id: item.id,
        output_index: 0,
        content_index: 0,
        part: { type: 'output_text', text: '', annotations: [] },
      });
      for (const w of ['There are ', '7 left.'])
        ev('response.output_text.delta', { item_id: item.id, output_index: 0, content_index: 0, delta: w });
      ev('response.output_text.done', {
        item_id: item.id,
        output_index: 0,
        content_index: 0,
        text: 'There are 7 left.',
      });
      ev('response.content_part.done', {
        item_id: item.id,
        output_index: 0,
        content_index: 0,
        part: item.content[0],
      });
    } else {
      ev('response.function_call_arguments.delta', {
        item_id: item.id,
        output_index: 0,
        delta: item.arguments,
      });
      ev('response.function_call_arguments.done', {
        item_id: item.id,
        output_index: 0,
        arguments: item.arguments,
      });
    }
    ev('response.output_item.done', { output_index: 0, item });
    ev('response.completed', { response });
    return res.end();
  }
  if (req.url.includes('generateContent') || req.url.includes('GenerateContent')) {
    const part = hasTool
      ? { text: 'There are 7 left.' }
      : { functionCall: { name: 'get_stock', args: { sku: 'A-1' } } };
    const out = {
      candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
      modelVersion: 'gemini-2.5-flash',
      responseId: 'r' + n++,
    };
    if (!req.url.includes('stream')) return json(out);
    res.setHeader('content-type', 'text/event-stream');
    return res.end(`data: ${JSON.stringify(out)}\r\n\r\n`);
  }
  const message = hasTool
    ? { role: 'assistant', content: 'There are 7 left.', refusal: null }
    : {
        role: 'assistant',
        content: null,
        refusal: null,
        tool_calls: [
          { id: 'call_' + n, type: 'function', function: { name: 'get_stock', arguments: '{"sku":"A-1"}' } },
        ],
      };
  const base = {
    id: 'chatcmpl-' + n++,
    created: Math.floor(Date.now() / 1000),
    model: b.model,
    system_fingerprint: 'fp_1',
  };
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  const reason = hasTool ? 'stop' : 'tool_calls';
  if (!b.stream)
    return json({
      ...base,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: reason, logprobs: null }],
      usage,
    });
  res.setHeader('content-type', 'text/event-stream');
  const chunk = (delta, finish = null) =>
    res.write(
      `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    );
  chunk({ role: 'assistant', content: '' });
  if (hasTool) for (const w of ['There are ', '7 left.']) chunk({ content: w });
  else chunk({ tool_calls: [{ index: 0, ...message.tool_calls[0] }] });
  chunk({}, reason);
  if (b.stream_options?.include_usage)
    res.write(
      `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices: [], usage })}\n\n`,
    );
  res.end('data: [DONE]\n\n');
});
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));

/** A time in minutes for people: `0.4 min`, `5.2 h`, `3.0 days`. What is more than nothing never reads as nothing. */
export function minutesText(minutes: number): string {
  if (minutes > 0 && minutes < 0.1) return 'less than 0.1 min';
  if (minutes < 120) return `${minutes.toFixed(1)} min`;
  if (minutes < 2880) return `${(minutes / 60).toFixed(1)} h`;
  return `${(minutes / 1440).toFixed(1)} days`;
}

import { minutesText } from '../output/minutes.ts';
import { type Html, join, markup, time } from './markup.ts';

/** How many fixtures were in each state when the monitor ran. */
export interface TrendPoint {
  at: string;
  passing: number;
  failing: number;
  stale: number;
  /** The largest silent-failure window; null without bad runs. */
  window_minutes?: number | null;
}

const WIDTH = 960;
const HEIGHT = 160;
const WINDOW_HEIGHT = 60;
const MAX_POINTS = 960;

/** Draws the states over time as lines: plain SVG, so that it shows without JavaScript. */
export function trendChart(points: readonly TrendPoint[]): Html {
  if (points.length < 2) return markup``;
  const shown = thin(points);
  const first = Date.parse(shown[0]?.at ?? '');
  const span = Math.max(1, Date.parse(shown.at(-1)?.at ?? '') - first);
  const top = Math.max(1, ...shown.map((point) => Math.max(point.passing, point.failing, point.stale)));
  const line = (state: 'passing' | 'failing' | 'stale') => {
    const path = shown.map((point) => {
      const x = ((Date.parse(point.at) - first) / span) * WIDTH;
      const y = HEIGHT - 4 - (point[state] / top) * (HEIGHT - 8);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    return markup`<polyline class="${state}" points="${path.join(' ')}"><title>${state}</title></polyline>`;
  };
  return markup`<figure>
    <svg
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label="Fixtures by state from ${points[0]?.at ?? ''} to ${points.at(-1)?.at ?? ''}, at most ${top}"
      preserveAspectRatio="none"
    >
      ${join([line('stale'), line('passing'), line('failing')])}
    </svg>
    <figcaption class="quiet">
      ${time(points[0]?.at ?? '')} to ${time(points.at(-1)?.at ?? '')}: <span class="passing">passing</span>,
      <span class="failing">failing</span>, <span class="stale">stale</span>; top of the chart is ${top}.
    </figcaption>
  </figure>
  ${windowChart(shown, first, span)}`;
}

/** The silent-failure window has a chart of its own: beside counts it would be flat. */
function windowChart(shown: readonly TrendPoint[], first: number, span: number): Html {
  const top = Math.max(...shown.map(({ window_minutes: minutes }) => minutes ?? 0));
  if (top === 0) return markup``;
  const path = shown.map(({ at, window_minutes: minutes }) => {
    const x = ((Date.parse(at) - first) / span) * WIDTH;
    const y = WINDOW_HEIGHT - 4 - ((minutes ?? 0) / top) * (WINDOW_HEIGHT - 8);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return markup`<figure>
    <svg
      class="small"
      viewBox="0 0 ${WIDTH} ${WINDOW_HEIGHT}"
      role="img"
      aria-label="Largest silent-failure window, at most ${minutesText(top)}"
      preserveAspectRatio="none"
    >
      <polyline class="quiet" points="${path.join(' ')}"></polyline>
    </svg>
    <figcaption class="quiet">Largest silent-failure window; top is ${minutesText(top)}.</figcaption>
  </figure>`;
}

/** Keeps the worst point of each stretch, so that a short red moment stays visible. */
function thin(points: readonly TrendPoint[]): TrendPoint[] {
  const stretch = Math.ceil(points.length / MAX_POINTS);
  const kept: TrendPoint[] = [];
  for (let index = 0; index < points.length; index += stretch) {
    const group = points.slice(index, index + stretch);
    kept.push(
      group.reduce((worst, point) =>
        point.failing + point.stale > worst.failing + worst.stale ? point : worst,
      ),
    );
  }
  return kept;
}

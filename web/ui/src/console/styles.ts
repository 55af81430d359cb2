/** The console's looks: night surfaces for a dark control room; saturated red is air and Take, and nothing else. */

import { css } from "lit";

export const styles = css`
  :host { display: block; height: 100dvh; color: var(--text-night); background: var(--night); font-size: 16px; line-height: 1.45; }
  * { box-sizing: border-box; }
  h1, h2, h3, p, ol { margin: 0; padding: 0; }
  ol { list-style: none; }
  button { font: inherit; color: inherit; border: 0; cursor: pointer; touch-action: manipulation; }
  button:disabled { cursor: not-allowed; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: -3px; }
  .sr-only { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .console { height: 100%; display: grid; gap: 1px; background: var(--night-3); grid-template: minmax(52px, auto) auto minmax(0, 1fr) / minmax(0, 1fr) minmax(0, 1fr) 400px; grid-template-areas: "head head head" "pvw pgm list" "bus bus list"; }
  .console > * { background: var(--night); }
  header { grid-area: head; display: flex; flex-wrap: wrap; align-items: center; gap: 4px var(--s5); padding: 0 var(--s4); background: var(--night-1); }
  h1 { font-size: 16px; font-weight: 700; white-space: nowrap; }
  .pill { padding: 5px 12px; border-radius: var(--r-s); font-weight: 700; letter-spacing: 0.04em; font-size: 14px; line-height: 1.4; white-space: nowrap; font-variant-numeric: tabular-nums; }
  .tally { background: var(--night-3); color: var(--text-night); }
  .red, .tally[data-state="painted"] { background: #d92b30; color: #fff; } /* on-air red, dark enough for small white letters */
  .grn { background: #1f7a52; color: #fff; }
  .soon { background: #3d2a0c; color: var(--warn); letter-spacing: 0; }
  .ended { background: var(--night-3); letter-spacing: 0; }
  .title { min-width: 0; flex: 0 1 auto; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .screens, .latency { color: var(--text-dim); white-space: nowrap; font-variant-numeric: tabular-nums; }
  .latency { margin-left: auto; }
  .screen { min-height: 44px; padding: 0 8px; border-radius: var(--r-s); background: none; color: var(--text-night); }
  .screen[aria-pressed="true"]:not(:only-of-type) { box-shadow: inset 0 -2px 0 var(--accent); }
  .screen i { font-style: normal; color: var(--night-3); }
  .screen[data-light="on"] i { color: #3fbf85; }
  .screen[data-light="late"] i { color: var(--warn); }
  .screen[data-light="off"] { color: var(--text-dim); }
  .banner { grid-area: head; z-index: 1; display: flex; align-items: center; padding: 0 var(--s4); background: #3d2a0c; color: #ffd58a; }
  .banner.stop { background: #4a2a30; color: #f6cdd0; }
  .mon { padding: var(--s4); display: flex; flex-direction: column; gap: var(--s3); min-width: 0; }
  .pvw { grid-area: pvw; --c: #1f7a52; }
  .pgm { grid-area: pgm; --c: var(--night-3); }
  .pgm[data-state="painted"] { --c: var(--on-air); }
  .pgm[data-state="taken"], .pgm[data-state="alarm"] { --c: var(--warn); }
  .mon h2 { font-size: 15px; display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; font-weight: 600; min-height: 44px; font-variant-numeric: tabular-nums; }
  .tally[data-state="taken"] { background: #5a4013; color: #ffe7bd; }
  .tally[data-state="alarm"] { background: var(--warn); color: #201200; }
  .ack { margin-left: auto; font-weight: 500; color: #7fd7ab; }
  .ack[data-state="taken"] { color: #ffd58a; }
  .ack[data-state="alarm"] { color: var(--warn); font-weight: 700; }
  .warn { color: var(--warn); font-weight: 600; }
  .pic { position: relative; border-radius: var(--r-s); overflow: hidden; outline: 3px solid var(--c); background: repeating-conic-gradient(#15202d 0 25%, #101924 0 50%) 0 0/32px 32px; }
  .pic .empty { position: absolute; inset: 0; display: grid; place-items: center; padding: var(--s5); text-align: center; }
  .empty { color: var(--text-dim); }
  .bus { grid-area: bus; padding: 0 var(--s4) var(--s4); overflow-y: auto; }
  h3 { font-size: 13px; color: var(--text-dim); font-weight: 600; margin: 14px 0 8px; }
  .keys { display: grid; grid-template-columns: 2fr 1fr 1fr 1.2fr; gap: 12px; }
  .keys button { min-height: clamp(92px, 17vh, 180px); padding: 6px; border-radius: var(--r-m); font-weight: 800; font-size: 22px; color: #fff; background: var(--night-3); }
  kbd { font: 500 13px var(--font); }
  .keys kbd { display: block; }
  .keys .take { background: #d92b30; }
  .keys .panic { background: #000; border: 2px solid var(--danger); color: var(--danger); }
  .keys button:disabled { background: var(--night-1); border-color: var(--night-3); color: var(--text-dim); }
  .lay { display: grid; grid-template-columns: 1fr 1fr 2.2fr; gap: 12px; align-items: stretch; }
  .lay > * { border-radius: 10px; padding: 12px 14px; font-size: 15px; text-align: left; min-height: clamp(64px, 9vh, 90px); }
  .tile, .done { background: var(--night-2); }
  .tile { display: grid; align-content: center; }
  .lay small { color: var(--text-dim); display: block; font-size: 13.5px; }
  .tile.on { box-shadow: inset 0 0 0 2px var(--on-air); }
  .done { background: var(--night-3); }
  .done:enabled small { color: #b9c8d8; }
  .done:disabled { background: var(--night-1); color: var(--text-dim); }
  .lay .help { color: var(--text-dim); align-self: center; font-size: 14px; padding: 0; min-height: 0; }
  .help kbd { background: var(--night-2); color: var(--text-night); border-radius: 4px; padding: 2px 7px; margin: 0 1px; }
  .refusal { display: flex; gap: var(--s3); align-items: center; justify-content: space-between; margin: var(--s3) 0 0; padding: 6px 8px 6px var(--s4); border-radius: var(--r-m); background: #3d2a0c; color: #ffd58a; }
  .refusal button { flex: none; min-height: 44px; padding: 0 16px; border-radius: 10px; background: #5a4013; color: #ffe7bd; }
  aside { grid-area: list; display: flex; flex-direction: column; min-height: 0; }
  aside h3 { margin: 14px 16px 8px; }
  aside ol { flex: 1; min-height: 0; overflow-y: auto; scrollbar-color: var(--night-3) transparent; }
  aside .empty { padding: var(--s3) var(--s4); }
  .i { display: grid; grid-template-columns: 44px minmax(0, 1fr) auto auto; align-items: center; border-top: 1px solid var(--night-3); font-size: 15px; padding-right: var(--s4); }
  .mark { align-self: stretch; display: grid; place-items: center; color: var(--text-dim); touch-action: none; cursor: grab; font-variant-numeric: tabular-nums; }
  .d .mark { cursor: default; }
  .text { min-height: 44px; padding: 10px 10px 10px 0; background: none; text-align: left; overflow-wrap: anywhere; }
  .text bdi { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
  .votes { white-space: nowrap; font-variant-numeric: tabular-nums; min-width: 3.2em; text-align: right; }
  .i.n { box-shadow: inset 4px 0 var(--preview); background: #0f2a1f; }
  .i[data-cueing] { box-shadow: inset 4px 0 var(--preview); }
  .i.p { box-shadow: inset 4px 0 var(--on-air); background: #2a1216; }
  .i.p .mark, .i.n .mark { color: var(--text-night); }
  .i.d { color: var(--text-dim); }
  .i.d .votes { font-weight: 400; }
  .i.held { background: var(--night-2); box-shadow: inset 0 0 0 2px var(--accent); }
  .i:hover:not(.p, .n, .held) { background: var(--night-1); }
  .chips { display: inline-flex; gap: 4px; margin-left: 6px; }
  .chips button { min-width: 44px; min-height: 44px; padding: 0 6px; border-radius: 8px; background: var(--night-2); font-size: 14px; color: var(--text-night); }
  .chips button[aria-pressed="true"] { box-shadow: inset 0 0 0 2px var(--preview); }
  .chips button:disabled { opacity: 0.6; }
  @media (max-width: 1200px) {
    .console { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) 320px; }
    .title { display: none; }
  }
  @media (max-width: 860px) {
    :host { height: auto; min-height: 100dvh; }
    .console { grid-template: auto auto auto auto minmax(240px, 60vh) / minmax(0, 1fr); grid-template-areas: "head" "pgm" "bus" "pvw" "list"; }
    .lay .help { display: none; }
    .lay { grid-template-columns: 1fr 1fr; }
  }
  @media (prefers-reduced-motion: reduce) { * { transition-duration: 0.01ms !important; animation-duration: 0.01ms !important; } }
`;

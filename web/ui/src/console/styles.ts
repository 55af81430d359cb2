/** The console's looks: night surfaces for a dark control room; saturated red is air and Take, and nothing else. */

import { css } from "lit";

export const styles = css`
  :host { display: block; height: calc(100dvh - var(--strip, 0px)); color: var(--text-night); background: var(--night); font-size: 16px; line-height: 1.45; --air: #d92b30; --amber-bg: #3d2a0c; --amber-bg-2: #5a4013; --amber-text: #ffd58a; } /* on-air red, dark enough for small white letters */
  * { box-sizing: border-box; }
  h1, h2, h3, p, ol, dl, dd { margin: 0; padding: 0; }
  ol { list-style: none; }
  button, input, textarea, select { font: inherit; color: inherit; }
  button { border: 0; cursor: pointer; touch-action: manipulation; }
  button:disabled { cursor: not-allowed; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: -3px; }
  .sr-only { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .dim, .empty { color: var(--text-dim); }
  .warn { color: var(--warn); font-weight: 600; }
  .small { flex: none; min-height: 36px; padding: 0 12px; border-radius: 8px; background: var(--amber-bg-2); color: var(--amber-text); font-size: 14px; }
  kbd { font: 500 13px var(--font); }
  .console { height: 100%; display: grid; gap: 1px; background: var(--night-3); grid-template: minmax(52px, auto) auto minmax(0, 1fr) / minmax(0, 1fr) minmax(0, 1fr) 400px; grid-template-areas: "head head head" "pvw pgm list" "bus bus list"; }
  .console > * { background: var(--night); min-width: 0; }
  header { grid-area: head; display: flex; align-items: center; gap: 4px var(--s4); padding: 0 var(--s4); background: var(--night-1); }
  h1 { font-size: 16px; font-weight: 700; white-space: nowrap; }
  .pill { padding: 5px 12px; border-radius: var(--r-s); font-weight: 700; letter-spacing: 0.04em; font-size: 14px; line-height: 1.4; white-space: nowrap; font-variant-numeric: tabular-nums; }
  .tally { background: var(--night-3); color: var(--text-night); }
  .red, .tally[data-state="painted"] { background: var(--air); color: #fff; }
  .grn { background: #1f7a52; color: #fff; }
  .soon { background: var(--amber-bg); color: var(--warn); letter-spacing: 0; }
  .ended { background: var(--night-3); letter-spacing: 0; }
  .title { min-width: 0; flex: 0 100 auto; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .screens { display: flex; flex: none; max-width: 46%; overflow-x: auto; scrollbar-width: none; }
  .screen { flex: none; min-height: 44px; padding: 0 10px; border-radius: var(--r-s); background: none; color: var(--text-night); white-space: nowrap; }
  .screen[aria-pressed="true"] { background: var(--night-2); box-shadow: inset 0 -2px 0 var(--accent); }
  .screen i { font-style: normal; color: #3fbf85; }
  .screen small { color: var(--text-dim); }
  .screen[data-light="off"] { color: var(--text-dim); }
  .screen[data-light="off"] i { color: var(--night-3); }
  .screen[data-light="painted"] i { color: var(--on-air); }
  .screen[data-light="taken"] i { color: var(--warn); }
  .screen[data-light="alarm"] { background: var(--warn); color: #201200; font-weight: 700; }
  .screen[data-light="alarm"] i, .screen[data-light="alarm"] small { color: #201200; }
  .facts { margin-left: auto; display: grid; min-width: 0; flex: 0 1 auto; justify-items: end; color: var(--text-dim); font-size: 14px; line-height: 1.3; white-space: nowrap; font-variant-numeric: tabular-nums; }
  .obs { min-width: 0; max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
  .obs[data-state="late"], .obs[data-state="away"] { color: var(--warn); }
  .people { display: flex; padding-left: 6px; }
  .avatar { flex: none; display: inline-grid; place-items: center; width: 32px; height: 32px; border-radius: 50%; background: #8a5a00; color: #fff; font-size: 13px; font-weight: 700; margin-left: -6px; border: 2px solid var(--night-1); }
  .avatar[data-seat="desk"] { background: var(--night-3); }
  .avatar[data-own="true"] { background: var(--accent-strong); }
  .icon { flex: none; display: grid; place-items: center; width: 44px; height: 44px; margin: 0 -8px; border-radius: var(--r-s); background: none; color: var(--text-dim); font-weight: 700; }
  .icon[aria-pressed="true"] { color: var(--text-night); }
  .banner { grid-area: head; z-index: 2; display: flex; align-items: center; padding: 0 var(--s4); background: var(--amber-bg); color: var(--amber-text); font-size: 15px; line-height: 1.3; }
  .banner.stop { background: #4a2a30; color: #f6cdd0; }
  .mon { padding: var(--s2) var(--s4) var(--s4); display: flex; flex-direction: column; gap: var(--s2); min-width: 0; }
  .pvw { grid-area: pvw; --c: #1f7a52; }
  .pgm { grid-area: pgm; --c: var(--night-3); }
  .pgm[data-state="painted"] { --c: var(--on-air); }
  .pgm[data-state="taken"], .pgm[data-state="alarm"] { --c: var(--warn); }
  .mon h2 { font-size: 15px; display: flex; gap: 4px 10px; align-items: center; font-weight: 600; min-height: 44px; font-variant-numeric: tabular-nums; min-width: 0; }
  .mon h2 > * { flex: none; white-space: nowrap; }
  .mon h2 > .what { flex: 0 1 auto; min-width: 2.2em; overflow: hidden; text-overflow: ellipsis; }
  .mon h2 > .ack { flex: 1 1 0; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; white-space: normal; text-align: right; line-height: 1.2; font-size: 14.5px; }
  .pic > .over { position: absolute; left: 0; right: 0; top: 0; display: flex; gap: var(--s3); align-items: center; justify-content: space-between; min-height: 44px; padding: 4px 6px 4px var(--s3); background: var(--amber-bg); color: var(--amber-text); font-size: 14.5px; font-weight: 600; line-height: 1.2; }
  .tally[data-state="taken"] { background: var(--amber-bg-2); color: #ffe7bd; }
  .tally[data-state="alarm"] { background: var(--warn); color: #201200; }
  .ack { font-weight: 500; color: #7fd7ab; }
  .mon h2 > .ack[data-state="painted"] { flex: 1 0 auto; white-space: nowrap; }
  .ack[data-state="taken"] { color: var(--amber-text); }
  .ack[data-state="alarm"] { color: var(--warn); font-weight: 700; }
  .pic { position: relative; border-radius: var(--r-s); overflow: hidden; outline: 3px solid var(--c); background: repeating-conic-gradient(#15202d 0 25%, #101924 0 50%) 0 0/32px 32px; }
  .pic .empty { position: absolute; inset: 0; display: grid; place-items: center; padding: var(--s5); text-align: center; }
  .chips { display: inline-flex; flex-wrap: wrap; gap: 4px; }
  .chips button { min-width: 44px; min-height: 36px; padding: 0 8px; border-radius: 8px; background: var(--night-2); font-size: 14px; color: var(--text-night); }
  .chips button[aria-pressed="true"] { box-shadow: inset 0 0 0 2px var(--preview); }
  .chips button:disabled { opacity: 0.6; }
  .chips small { font-size: 12px; color: var(--text-dim); }
  .chips [data-fit="small"] small, .chips [data-fit="cut"] small { color: var(--warn); }
  .bus { grid-area: bus; display: flex; flex-direction: column; gap: 10px; padding: 0 var(--s4) var(--s2); overflow-y: auto; }
  .strip { flex: none; display: flex; gap: var(--s3); align-items: stretch; min-height: 56px; padding-top: var(--s3); }
  .strip > * { flex: 1 1 0; min-width: 0; display: flex; gap: var(--s3); align-items: center; justify-content: space-between; padding: 0 6px 0 var(--s4); border-radius: var(--r-m); font-size: 15px; line-height: 1.25; }
  .strip > * > span { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
  .refusal, .offer { background: var(--amber-bg); color: var(--amber-text); }
  .offer { box-shadow: inset 0 0 0 2px var(--warn); }
  .strip button { flex: none; min-height: 44px; padding: 0 16px; border-radius: 10px; background: var(--amber-bg-2); color: #ffe7bd; }
  .strip .offer button { background: var(--warn); color: #201200; font-weight: 700; }
  .strip .hints { justify-content: flex-start; flex-wrap: wrap; gap: 0 var(--s4); padding: 0; color: var(--text-dim); font-size: 14px; }
  .hints kbd { background: var(--night-2); color: var(--text-night); border-radius: 4px; padding: 2px 7px; margin: 0 1px; }
  .keys { flex: 1 0 72px; max-height: 150px; display: grid; grid-template-columns: 2fr 1fr 1fr 1.2fr; gap: 12px; }
  .keys button { padding: 6px; border-radius: var(--r-m); font-weight: 800; font-size: 22px; color: #fff; background: var(--night-3); overflow-wrap: anywhere; line-height: 1.25; }
  .keys kbd { display: block; }
  .keys .take { background: var(--air); }
  .keys .panic { background: #000; border: 2px solid var(--danger); color: var(--danger); }
  .keys button:disabled { background: var(--night-1); border-color: var(--night-3); color: var(--text-dim); }
  .layers { flex: 0 1 auto; min-height: 88px; overflow-y: auto; display: grid; grid-template-columns: repeat(auto-fill, minmax(138px, 1fr)); grid-auto-rows: 88px; gap: var(--s2); scrollbar-color: var(--night-3) transparent; }
  .tile { position: relative; display: flex; flex-direction: column; border-radius: 10px; background: var(--night-2); overflow: hidden; }
  .tile[data-layer="countdown"] { grid-column: span 2; }
  .tile[data-state="painted"] { box-shadow: inset 0 0 0 2px var(--on-air); }
  .tile[data-state="taken"], .tile[data-state="alarm"] { box-shadow: inset 0 0 0 2px var(--warn); }
  .tile[data-chosen] { background: var(--night-3); }
  .tile .off { flex: 1; display: grid; align-content: start; padding: 8px 12px 0; background: none; text-align: left; font-size: 15px; line-height: 1.35; min-width: 0; }
  .tile .off:disabled { align-content: center; padding-bottom: 8px; }
  .tile .off b { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding-right: 14px; }
  .tile .off:disabled b { white-space: normal; padding: 0; }
  .tile small { color: var(--text-dim); font-size: 13.5px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-variant-numeric: tabular-nums; min-width: 0; }
  .tile[data-chosen] small { color: #b9c8d8; }
  .tile .off kbd { display: inline-block; min-width: 18px; border-radius: 4px; background: var(--night-3); color: #b9c8d8; text-align: center; font-size: 12px; }
  .tile[data-state="empty"] .off { color: var(--text-dim); }
  .tile .does { position: absolute; right: 10px; top: 6px; font-size: 15px; }
  .auto { flex: none; align-self: center; padding: 0 2px; color: var(--warn); font-size: 13.5px; font-variant-numeric: tabular-nums; }
  .tools { display: flex; gap: 4px; padding: 0 6px 6px; }
  .tools button { flex: 1 1 auto; min-width: 36px; min-height: 36px; padding: 0 2px; border-radius: 8px; background: var(--night-3); font-size: 14px; white-space: nowrap; }
  .tile[data-chosen] .tools button { background: var(--night-1); }
  .question { flex: none; display: flex; flex-wrap: wrap; gap: var(--s2) var(--s4); align-items: center; }
  .done { flex: 0 1 230px; padding: 8px 14px; border-radius: 10px; background: var(--night-3); text-align: left; font-size: 15px; min-height: 56px; line-height: 1.3; }
  .done small { display: block; font-size: 13.5px; }
  .done:enabled small { color: #b9c8d8; }
  .done:disabled { background: var(--night-1); color: var(--text-dim); }
  .choice { display: grid; gap: 2px; font-size: 12.5px; line-height: 1.3; color: var(--text-dim); }
  @media (min-width: 1700px) { .console { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) 480px; } }
  @media (max-height: 760px) { .strip { min-height: 48px; padding-top: 4px; } .bus { gap: 6px; } } /* half of a second row of tiles, so that it is seen to scroll */
  @media (max-width: 1300px) {
    .console { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) 340px; }
    .title { display: none; }
    .hints span:nth-child(n + 4) { display: none; }
    .keys { grid-template-columns: 1.6fr 1fr 1.1fr 1.2fr; }
    .keys button { font-size: 19px; }
  }
  @media (max-width: 1100px) {
    .console { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) 316px; }
    header { flex-wrap: wrap; padding: 4px var(--s3); }
    .mon { padding: var(--s2) var(--s3); }
    .bus { padding: 0 var(--s3) var(--s3); }
    .hints { display: none !important; }
    .strip { min-height: 48px; padding-top: var(--s2); }
    .question { gap: var(--s2); }
    .done { flex-basis: 150px; padding: 6px 10px; font-size: 14px; }
    .question .chips { flex-wrap: nowrap; }
    .question .chips button { min-width: 40px; padding: 0 6px; }
    .mon h2 { font-size: 14px; gap: 4px 8px; }
    .mon .pill { padding: 5px 8px; font-size: 13px; }
    .mon h2 > .ack { font-size: 13.5px; }
    .chips [data-fit="fits"] small { display: none; }
  }
  @media (pointer: coarse) { .chips button, .small { min-height: 44px; } .layers { grid-auto-rows: 96px; } .tools button { min-height: 44px; min-width: 44px; } }
  @media (max-width: 860px) {
    :host { height: auto; min-height: calc(100dvh - var(--strip, 0px)); }
    .console { grid-template: auto auto auto auto minmax(240px, 60vh) / minmax(0, 1fr); grid-template-areas: "head" "pgm" "bus" "pvw" "list"; }
    .keys { grid-template-columns: 1fr 1fr; min-height: 160px; }
  }
  @media (prefers-reduced-motion: reduce) { * { transition-duration: 0.01ms !important; animation-duration: 0.01ms !important; } }
`;

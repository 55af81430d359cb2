/** The desk's looks: night surfaces, one step lighter per level, large actions at the bottom under the thumbs. */

import { css } from "lit";

export const frame = css`
  :host { display: block; height: calc(100dvh - var(--strip, 0px)); color: var(--text-night); background: var(--night); font-size: 16px; line-height: 1.45; }
  * { box-sizing: border-box; }
  h1, h2, h3, p, blockquote, dl, dd { margin: 0; }
  button, select, textarea, input { font: inherit; color: inherit; }
  button { border: 0; cursor: pointer; touch-action: manipulation; min-height: var(--touch); border-radius: 10px; padding: 0 18px; background: var(--night-3); }
  button:disabled { cursor: not-allowed; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: -3px; }
  .dim { color: var(--text-dim); }
  .sr-only { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .desk { height: 100%; display: grid; grid-template: auto minmax(0, 1fr) / 340px minmax(0, 1fr); grid-template-areas: "head head" "nav main"; }
  header { grid-area: head; min-height: 56px; display: flex; align-items: center; gap: 6px var(--s5); padding: 4px var(--s4); background: var(--night-1); }
  h1 { font-size: 17px; font-weight: 700; white-space: nowrap; }
  .chip { padding: 0 16px; border-radius: 99px; font-weight: 600; white-space: nowrap; background: var(--night-3); }
  .chip[data-state="open"] { background: var(--green-bg); color: var(--green-text); }
  .chip[data-state="paused"] { background: var(--amber-bg); color: var(--amber-text); }
  .facts { color: var(--text-dim); font-variant-numeric: tabular-nums; }
  .people { margin-left: auto; display: flex; padding-left: 6px; }
  .avatar { flex: none; display: inline-grid; place-items: center; width: 32px; height: 32px; border-radius: 50%; background: var(--person); color: #fff; font-size: 13px; font-weight: 700; margin-left: -6px; border: 2px solid var(--night-1); }
  .avatar[data-own="true"] { background: var(--accent-strong); }
  .help { width: 48px; padding: 0; background: none; color: var(--text-dim); font-weight: 700; }
  /* Over the header, so that the cards below do not move when the network goes. */
  .banner { grid-area: head; z-index: 1; align-self: start; min-height: 56px; padding: 6px var(--s4); background: var(--amber-bg); color: var(--amber-text); font-size: 15px; line-height: 1.4; }
  .banner b { display: block; }
  .banner.stop { background: var(--red-bg); color: var(--red-text); }
  nav { grid-area: nav; display: flex; flex-direction: column; min-height: 0; background: var(--night-1); border-right: 1px solid var(--night-3); }
  main { grid-area: main; min-width: 0; min-height: 0; display: flex; flex-direction: column; }
  dialog { border: 1px solid var(--night-3); border-radius: var(--r-m); background: var(--night-2); color: var(--text-night); padding: var(--s5); max-width: min(440px, 92vw); }
  dialog::backdrop { background: rgb(4 8 14 / 0.7); }
  dialog h2 { font-size: 20px; }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 10px var(--s4); margin: var(--s4) 0; align-items: center; }
  kbd { font: 600 14px var(--font); background: var(--night-3); border-radius: var(--r-s); padding: 3px 8px; white-space: nowrap; }
  .check { display: flex; gap: var(--s3); align-items: center; min-height: var(--touch); }
  .check input { width: 22px; height: 22px; accent-color: var(--accent); }
  .tongues { display: flex; gap: var(--s3); margin: var(--s2) 0 var(--s4); }
  .tongues a { min-height: var(--touch); display: inline-flex; align-items: center; padding: 0 var(--s3); border-radius: 10px; color: var(--text-night); background: var(--night-1); text-decoration: none; }
  .tongues a[aria-current="true"] { box-shadow: inset 0 0 0 2px var(--accent); }
  @media (max-width: 900px) {
    .desk { grid-template-columns: 304px minmax(0, 1fr); }
    header { gap: 4px var(--s3); }
    .facts { white-space: nowrap; }
    h1 { position: absolute; clip-path: inset(50%); }
  }
  @media (max-width: 640px) {
    .desk { grid-template: auto minmax(0, 2fr) minmax(0, 3fr) / minmax(0, 1fr); grid-template-areas: "head" "nav" "main"; }
    header { flex-wrap: wrap; }
  }
  @media (prefers-reduced-motion: reduce) { * { transition-duration: 0.01ms !important; animation-duration: 0.01ms !important; } }
`;

export const queueStyles = css`
  .heads { display: flex; flex: none; padding: 8px 8px 0; gap: 2px; }
  .tabs { display: flex; flex: 1; min-width: 0; gap: 2px; }
  .others { flex: none; width: 48px; padding: 0; background: none; font-weight: 700; font-size: 20px; }
  .tabs button { flex: 1 1 auto; padding: 0 4px; background: none; font-size: 15px; line-height: 1.25; border-radius: 8px; white-space: nowrap; }
  .tabs button[aria-selected="true"] { background: var(--night-3); font-weight: 700; }
  .count { display: block; color: var(--text-dim); font-size: 13px; font-variant-numeric: tabular-nums; }
  .rows { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; scrollbar-color: var(--night-3) transparent; }
  .card, .ghost { display: block; position: relative; width: 100%; text-align: left; padding: 14px 52px 14px 16px; border-top: 1px solid var(--night-3); border-radius: 0; background: none; }
  .card .text, .ghost p { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; font-size: 15px; margin-bottom: 6px; overflow-wrap: anywhere; }
  .card small, .ghost small { color: var(--text-dim); font-size: 13.5px; font-variant-numeric: tabular-nums; }
  .card small, .ghost small { display: flex; white-space: pre; }
  .region { overflow: hidden; text-overflow: ellipsis; min-width: 0; }
  .card:hover { background: var(--marked); }
  .card[data-marked] { background: var(--marked); box-shadow: inset 4px 0 var(--night-3); }
  .card[aria-current="true"] { background: var(--night-2); box-shadow: inset 4px 0 var(--accent); }
  .card .avatar { position: absolute; right: 14px; top: 14px; width: 28px; height: 28px; font-size: 11px; }
  .ghost p { color: var(--text-dim); text-decoration: line-through; }
  .empty button { margin-top: var(--s3); }
  .empty { padding: var(--s5) var(--s4); color: var(--text-dim); }
  .more { display: block; width: calc(100% - 24px); margin: var(--s3); }
  .search, .selecting { flex: none; display: flex; gap: 4px; padding: 8px; align-items: center; }
  .search input { flex: 1; min-width: 0; min-height: var(--touch); padding: 0 14px; border-radius: 10px; border: 1px solid var(--field-line); background: var(--night); color: var(--text-night); }
  .search input::placeholder { color: var(--text-dim); opacity: 1; }
  .search button { flex: none; position: relative; width: 48px; padding: 0; background: none; display: grid; place-items: center; }
  .search button b { position: absolute; right: 2px; top: 2px; min-width: 20px; border-radius: 99px; background: var(--accent-strong); color: #fff; font-size: 12px; line-height: 20px; }
  .selecting b { flex: 1; padding-left: 8px; }
  .selecting button { padding: 0 12px; font-size: 15px; }
  .chips { flex: none; display: flex; flex-wrap: wrap; gap: 6px; padding: 0 8px 8px; }
  .chips button { display: flex; gap: 8px; align-items: center; max-width: 100%; padding: 0 14px; border-radius: 99px; font-size: 14px; background: var(--amber-bg); color: var(--amber-text); }
  .chips button span:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .marks { display: flex; gap: 6px; margin-top: 6px; font-size: 13px; overflow: hidden; white-space: nowrap; }
  .marks .warned { color: var(--amber-text); background: var(--amber-bg); border-radius: 6px; padding: 1px 8px; overflow: hidden; text-overflow: ellipsis; }
  .marks .label { background: var(--night-3); border-radius: 99px; padding: 1px 10px; flex: 0 1 auto; overflow: hidden; text-overflow: ellipsis; }
  .pin { color: var(--amber-text); }
  .card { -webkit-touch-callout: none; user-select: none; -webkit-user-select: none; }
  .card:has(.tick) { padding-left: 64px; }
  .tick { position: absolute; left: 16px; top: 50%; margin-top: -16px; width: 32px; height: 32px; display: grid; place-items: center; border-radius: 8px; border: 2px solid var(--field-line); font-weight: 700; }
  .tick[data-on="true"] { background: var(--accent-strong); border-color: var(--accent-strong); color: #fff; }
  main { position: relative; overflow: hidden; }
  .open > .scroll { touch-action: pan-y; transform: translateX(var(--dx, 0)); }
  .swiping, .delay { position: absolute; left: 0; right: 0; bottom: 0; height: 104px; }
  .swiping { display: grid; place-items: center; font-size: 22px; font-weight: 700; opacity: 0.85; pointer-events: none; background: var(--night-3); }
  .swiping[data-far="true"] { opacity: 1; }
  .swiping[data-far="true"][data-what="approve"] { background: #1f7a52; color: #fff; }
  .swiping[data-far="true"][data-what="reject"], .delay[data-what="reject"] { background: var(--red-bg); color: var(--red-text); }
  .delay { display: flex; align-items: center; gap: var(--s4); padding: 0 var(--s5); background: #1f7a52; color: #fff; }
  .delay p { flex: 1; font-size: 20px; }
  .delay small { display: block; font-size: 15px; }
  .delay button { flex: none; min-width: 45%; height: 72px; font-size: 20px; font-weight: 700; background: var(--night); color: var(--text-night); }
  .delay i { position: absolute; left: 0; top: 0; height: 6px; width: 100%; background: currentColor; transform-origin: left; animation: run-out 1.5s linear forwards; }
  @keyframes run-out { to { transform: scaleX(0); } }
  @media (prefers-reduced-motion: reduce) { .delay i { display: none; } .open > .scroll { transform: none; } }
  .keys { display: block; }
  .keys div { display: grid; grid-template-columns: 72px minmax(0, 1fr) auto; gap: var(--s3); align-items: center; min-height: 52px; }
  .keys button { padding: 0 14px; background: var(--night-3); }
  .keys button[aria-pressed="true"] { box-shadow: inset 0 0 0 2px var(--accent); }
  .keys .over { display: block; }
  .bulk { flex: none; display: grid; grid-template-columns: 1fr 1fr; gap: 6px; padding: 8px; background: var(--night-2); border-top: 1px solid var(--night-3); }
  .bulk p { grid-column: 1 / -1; }
  .bulk button { min-height: 56px; font-weight: 600; padding: 0 6px; }
  .bulk .no { background: var(--red-bg); color: var(--red-text); }
  .bulk .ok { background: #1f7a52; color: #fff; }
  .bulk button:disabled { background: var(--night-1); color: var(--text-dim); }
  .undos { flex: none; display: flex; background: var(--night-2); border-top: 1px solid var(--night-3); }
  .undos .undo { flex: 1; min-width: 0; border-top: 0; }
  .earlier { flex: none; width: 56px; padding: 0; border-radius: 0; background: none; font-size: 20px; font-weight: 700; }
  .items.three { grid-template-columns: repeat(3, 1fr); }
  .items .red { background: var(--red-bg); color: var(--red-text); }
  .sheet textarea.short { min-height: 72px; font-size: 17px; margin: 0; font-weight: 400; }
  .past { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
  .past li { display: flex; gap: var(--s3); align-items: center; padding: 8px 8px 8px 16px; border-radius: 10px; background: var(--night-2); }
  .past p { flex: 1; min-width: 0; display: grid; }
  .past small, .past span { color: var(--text-dim); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .past button { flex: none; }
  .undo { flex: none; width: 100%; min-height: 72px; text-align: left; border-radius: 0; padding: 10px var(--s4); background: var(--night-2); border-top: 1px solid var(--night-3); }
  .undo b { display: block; }
  .undo small { display: block; color: var(--text-dim); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .undo.idle { display: flex; align-items: center; background: none; color: var(--text-dim); font-size: 14px; }
  .undo:disabled { opacity: 0.6; }
  @media (max-width: 900px) {
    .heads { padding: 8px 4px 0; }
    .tabs button { font-size: 13.5px; padding: 0 2px; }
  }
`;

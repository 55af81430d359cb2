/** The office's looks: the staff's night surfaces, forms in columns that fold on a phone. */

import { css } from "lit";

export const styles = css`
  :host { display: block; min-height: calc(100dvh - var(--strip, 0px)); color: var(--text-night); background: var(--night); line-height: 1.45; }
  * { box-sizing: border-box; }
  h1, h2, h3, p, ul, fieldset { margin: 0; padding: 0; }
  ul { list-style: none; }
  fieldset { border: 0; min-width: 0; }
  button, select, input { font: inherit; color: inherit; }
  button { border: 0; cursor: pointer; touch-action: manipulation; min-height: var(--touch); border-radius: 10px; padding: 0 18px; background: var(--night-3); }
  button:disabled { cursor: not-allowed; opacity: 0.5; }
  button.main { background: #1f7a52; color: #fff; font-weight: 700; }
  button.danger { background: #4a2a30; color: #f6cdd0; font-weight: 600; }
  button[aria-pressed="true"] { background: var(--night-2); box-shadow: inset 0 0 0 2px var(--accent); font-weight: 700; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  a { color: #58c9e2; }
  .dim, small { color: var(--text-dim); }
  .warn { color: var(--warn); }
  .pad { padding: var(--s4); }
  .sr-only { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .office { display: grid; grid-template: auto auto minmax(0, 1fr) / 320px minmax(0, 1fr); grid-template-areas: "head head" "banner banner" "nav main"; min-height: calc(100dvh - var(--strip, 0px)); }
  header { grid-area: head; display: flex; align-items: center; gap: var(--s4); min-height: 56px; padding: 4px var(--s5); background: var(--night-1); border-bottom: 1px solid var(--night-3); }
  h1 { font-size: 17px; }
  h2 { font-size: 20px; line-height: 1.3; overflow-wrap: anywhere; }
  h3 { font-size: 16px; margin-top: var(--s4); }
  header time { color: var(--text-dim); font-variant-numeric: tabular-nums; }
  .tongues { margin-left: auto; display: flex; gap: 4px; }
  .tongues a { display: inline-grid; place-items: center; min-width: var(--touch); min-height: var(--touch); border-radius: 10px; color: var(--text-night); text-decoration: none; }
  .tongues a[aria-current="true"] { background: var(--night-3); font-weight: 700; }
  .banner { grid-area: banner; padding: 10px var(--s5); background: #3d2a0c; color: #ffd58a; }
  .banner.stop { background: #4a2a30; color: #f6cdd0; }
  nav { grid-area: nav; background: var(--night-1); border-right: 1px solid var(--night-3); }
  .new { width: calc(100% - 32px); margin: var(--s4); }
  .item { display: grid; gap: 6px; width: 100%; text-align: left; padding: 14px 16px; border-radius: 0; border-top: 1px solid var(--night-3); background: none; overflow-wrap: anywhere; }
  .item b { font-weight: 500; }
  .item[aria-current="true"] { background: var(--night-2); box-shadow: inset 4px 0 var(--accent); }
  .item small { font-variant-numeric: tabular-nums; }
  .chip { display: inline-block; padding: 4px 10px; border-radius: 99px; font-size: 14px; font-weight: 600; background: var(--night-3); color: var(--text-night); white-space: nowrap; }
  .chip[data-state="open"], .chip[data-state="live"] { background: #123d2c; color: #67d8a5; }
  .chip[data-state="paused"] { background: #3d2a0c; color: var(--warn); }
  .chip[data-state="rehearsal"] { background: var(--warn); color: #241700; text-transform: uppercase; letter-spacing: 0.04em; }
  .mark { margin: calc(-1 * var(--s5)) calc(-1 * var(--s5)) 0; padding: 8px var(--s5); background: var(--warn); color: #241700; border-radius: var(--r-m) var(--r-m) 0 0; }
  .mark b { text-transform: uppercase; letter-spacing: 0.06em; }
  main { grid-area: main; min-width: 0; padding: var(--s5); display: grid; gap: var(--s4); align-content: start; max-width: 1100px; }
  .panel { min-width: 0; padding: var(--s5); border: 1px solid var(--night-3); border-radius: var(--r-m); background: var(--night-1); display: grid; gap: var(--s3); }
  .row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
  .course { gap: var(--s3) var(--s5); }
  .course .danger { margin-left: auto; }
  .links { display: flex; flex-wrap: wrap; gap: 0 var(--s4); }
  .links a { display: inline-flex; align-items: center; min-height: 44px; }
  .end { justify-content: flex-end; margin-top: var(--s4); }
  .bar { padding: var(--s3) 0; border-top: 1px solid var(--night-3); background: var(--night-1); }
  .bar[data-dirty] { position: sticky; bottom: 0; }
  .grow { flex: 1; min-width: 160px; }
  .field { display: grid; gap: 4px; align-content: start; min-width: 0; }
  label, .label, legend { font-size: 14px; color: var(--text-dim); }
  legend { color: var(--text-night); font-weight: 600; margin-bottom: 6px; }
  input:not([type="checkbox"]), select { width: 100%; min-height: var(--touch); padding: 0 14px; border-radius: 10px; border: 1px solid #5b7086; background: var(--night); color: var(--text-night); }
  input:disabled { opacity: 0.6; }
  input[aria-invalid="true"] { border-color: var(--warn); }
  input[type="checkbox"] { width: 22px; height: 22px; accent-color: var(--accent); }
  .fault { color: var(--warn); }
  .check { display: flex; gap: 8px; align-items: center; min-height: var(--touch); padding-right: var(--s3); color: var(--text-night); font-size: 16px; }
  .three, .two { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: var(--s3); }
  .three legend, .two legend { float: left; grid-column: 1 / -1; }
  .many { display: grid; gap: var(--s3); }
  .one { display: grid; gap: var(--s3); padding: var(--s4); border-radius: 10px; background: var(--night-2); }
  .one.reason { grid-template-columns: minmax(0, 1fr) auto; align-items: end; padding: var(--s3) var(--s4); }
  .one > button, .many > button { justify-self: start; }
  .refusal { padding: var(--s3) var(--s4); border-radius: 10px; background: #3d2a0c; color: #ffd58a; }
  .invite { align-items: flex-end; }
  .people li { display: flex; align-items: center; gap: var(--s3); padding: 8px 0; border-top: 1px solid var(--night-3); }
  .people small { display: block; }
  .people [data-state="revoked"] b { text-decoration: line-through; color: var(--text-dim); }
  .people li[data-state="revoked"] { color: var(--text-dim); }
  .avatar { flex: none; display: inline-grid; place-items: center; width: 36px; height: 36px; border-radius: 50%; background: var(--accent-strong); color: #fff; font-size: 13px; font-weight: 700; }
  .loading { margin: 20vh auto; color: var(--text-dim); }
  dialog { border: 1px solid var(--night-3); border-radius: var(--r-m); background: var(--night-2); color: var(--text-night); padding: var(--s5); width: min(480px, 94vw); }
  dialog::backdrop { background: rgb(4 8 14 / 0.7); }
  dialog p { margin: var(--s3) 0; }
  .qr { display: block; width: min(300px, 70vw); margin: 0 auto var(--s4); border-radius: 10px; background: #fff; }
  @media (max-width: 760px) {
    .office { grid-template: auto auto auto auto / minmax(0, 1fr); grid-template-areas: "head" "banner" "nav" "main"; }
    header { padding: 4px var(--s4); }
    nav { border-right: 0; }
    nav ul { max-height: 34dvh; overflow-y: auto; }
    main { padding: var(--s4); }
    .panel { padding: var(--s4); }
    .mark { margin: calc(-1 * var(--s4)) calc(-1 * var(--s4)) 0; padding: 8px var(--s4); }
    .three, .two, .one.reason { grid-template-columns: minmax(0, 1fr); }
    .course .danger { margin-left: 0; width: 100%; }
  }
`;

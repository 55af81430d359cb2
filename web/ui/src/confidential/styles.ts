/** The confidential page's looks: the staff's night surfaces, a list and beside it one letter. */

import { css } from "lit";

export const styles = css`
  :host { display: block; min-height: calc(100dvh - var(--strip, 0px)); color: var(--text-night); background: var(--night); line-height: 1.45; }
  * { box-sizing: border-box; }
  h1, h2, p, ul { margin: 0; padding: 0; }
  ul { list-style: none; }
  button { font: inherit; color: inherit; border: 0; cursor: pointer; touch-action: manipulation; min-height: var(--touch); border-radius: 10px; padding: 0 18px; background: var(--night-3); }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  .dim, small { color: var(--text-dim); }
  .page { display: grid; grid-template: auto auto minmax(0, 1fr) / 340px minmax(0, 1fr); grid-template-areas: "head head" "banner banner" "nav main"; min-height: calc(100dvh - var(--strip, 0px)); }
  header { grid-area: head; display: flex; flex-wrap: wrap; align-items: center; gap: 4px var(--s4); min-height: 56px; padding: 4px var(--s5); background: var(--night-1); border-bottom: 1px solid var(--night-3); }
  h1 { font-size: 17px; }
  h2 { font-size: 20px; line-height: 1.3; }
  h2:focus-visible { outline-offset: 6px; }
  header time, .number, li small { font-variant-numeric: tabular-nums; }
  .title { overflow-wrap: anywhere; }
  .tongues { margin-left: auto; display: flex; gap: 4px; }
  .tongues a { display: inline-grid; place-items: center; min-width: var(--touch); min-height: var(--touch); border-radius: 10px; color: var(--text-night); text-decoration: none; }
  .tongues a[aria-current="true"] { background: var(--night-3); font-weight: 700; }
  .banner { grid-area: banner; padding: 10px var(--s5); background: #3d2a0c; color: #ffd58a; }
  .banner.stop { background: #4a2a30; color: #f6cdd0; }
  nav { grid-area: nav; background: var(--night-1); border-right: 1px solid var(--night-3); }
  nav p { padding: var(--s4); }
  .item { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px var(--s3); align-items: center; width: 100%; min-height: 64px; padding: 10px var(--s4); text-align: left; border-radius: 0; border-bottom: 1px solid var(--night-3); background: none; }
  .item small { grid-column: 1; }
  .item .chip { grid-area: 1 / 2 / 3 / 3; }
  .item[aria-current="true"] { background: var(--night-2); box-shadow: inset 4px 0 var(--accent); }
  .item:focus-visible { outline-offset: -3px; }
  .number { font-weight: 600; }
  .chip { display: inline-block; padding: 4px 10px; border-radius: 99px; font-size: 14px; font-weight: 600; background: var(--night-3); color: var(--text-night); white-space: nowrap; }
  .chip[data-read="false"] { background: #3d2a0c; color: #ffd58a; }
  main { grid-area: main; min-width: 0; padding: var(--s5); display: grid; gap: var(--s4); align-content: start; max-width: 900px; }
  .note { padding: var(--s3) var(--s4); border-radius: 10px; background: var(--night-2); }
  .refusal { padding: var(--s3) var(--s4); border-radius: 10px; background: #3d2a0c; color: #ffd58a; }
  article { display: grid; gap: var(--s4); padding: var(--s5); border: 1px solid var(--night-3); border-radius: var(--r-m); background: var(--night-1); }
  .row { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s3); }
  .row h2 { flex: 1; }
  .text { font-size: 20px; white-space: pre-wrap; overflow-wrap: anywhere; }
  dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px var(--s4); margin: 0; }
  dt { color: var(--text-dim); }
  dd { margin: 0; overflow-wrap: anywhere; }
  @media (max-width: 760px) {
    .page { grid-template: auto auto auto minmax(0, 1fr) / minmax(0, 1fr); grid-template-areas: "head" "banner" "nav" "main"; }
    header, .banner { padding-inline: var(--s4); }
    nav { border-right: 0; }
    nav ul { max-height: 34dvh; overflow-y: auto; }
    main { padding: var(--s4); }
  }
`;

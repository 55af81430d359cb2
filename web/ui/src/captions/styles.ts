/** The captioner's looks: lines above, one large input below them, what is chosen by a key beside it. */

import { css } from "lit";

export const styles = css`
  :host { display: block; height: calc(100dvh - var(--strip, 0px)); color: var(--text-night); background: var(--night); line-height: 1.4; }
  * { box-sizing: border-box; }
  h1, h2, p, ul, ol { margin: 0; padding: 0; }
  ul, ol { list-style: none; }
  button { font: inherit; color: inherit; border: 0; cursor: pointer; touch-action: manipulation; min-height: var(--touch); border-radius: 10px; padding: 0 14px; background: var(--night-3); }
  button:disabled { opacity: 0.5; cursor: default; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  .dim, small { color: var(--text-dim); }
  kbd { font: inherit; font-size: 13px; color: #b9c8d8; padding: 1px 6px; border-radius: 5px; background: var(--night-1); margin-inline-end: 6px; white-space: nowrap; }
  .page { display: grid; grid-template-rows: auto auto minmax(0, 1fr) auto; height: 100%; }
  header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px var(--s4); min-height: 56px; padding: 4px var(--s5); background: var(--night-1); border-bottom: 1px solid var(--night-3); }
  h1 { font-size: 17px; flex: 1 1 8em; min-width: 0; overflow-wrap: anywhere; }
  header time { font-variant-numeric: tabular-nums; }
  .chip { display: inline-block; padding: 4px 10px; border-radius: 99px; font-size: 14px; font-weight: 600; background: var(--night-3); white-space: nowrap; }
  .banner { padding: 10px var(--s5); background: #3d2a0c; color: #ffd58a; }
  .banner.stop { background: #4a2a30; color: #f6cdd0; }
  .lines { overflow-y: auto; padding: var(--s4) var(--s5); display: flex; flex-direction: column; gap: 2px; }
  .lines > :first-child { margin-top: auto; }
  .line { flex: none; display: grid; grid-template-columns: 6.5em minmax(0, 1fr) auto; gap: 2px var(--s3); align-items: center; padding: 2px 0 2px var(--s3); border-left: 4px solid transparent; min-height: 52px; font-size: 18px; }
  .line > span { overflow-wrap: anywhere; }
  .line .meta { font-size: 14px; color: var(--text-dim); }
  .line[data-other] { color: #b9c8d8; }
  .line[data-state="waiting"] { border-left-color: var(--warn); background: #2a2010; }
  .line[data-state="refused"] { border-left-color: var(--reject); background: #2e1d24; }
  .line[aria-current="true"] { border-left-color: var(--accent); background: var(--night-2); }
  .line .acts { display: flex; flex-wrap: wrap; gap: 6px; grid-column: 3; }
  .line .why { grid-column: 2 / 4; color: #f6cdd0; font-size: 16px; }
  .who { font-weight: 600; }
  .dock { display: grid; gap: var(--s3); padding: var(--s3) var(--s5) var(--s4); background: var(--night-1); border-top: 1px solid var(--night-3); }
  .bar { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
  .bar > small { min-width: 5.5em; }
  .bar button { min-width: var(--touch); overflow-wrap: anywhere; }
  [aria-pressed="true"] { background: #0b5c70; font-weight: 700; }
  .write { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: var(--s3); }
  input { font: inherit; color: inherit; background: var(--night-2); border: 2px solid var(--night-3); border-radius: 10px; padding: 0 14px; min-height: var(--touch); width: 14em; max-width: 100%; }
  input[data-chosen] { background: #0b5c70; font-weight: 700; }
  ::placeholder { color: #b9c8d8; opacity: 1; }
  textarea { font: inherit; font-size: 26px; line-height: 1.3; font-weight: 500; color: inherit; background: var(--night-2); border: 2px solid var(--night-3); border-radius: 10px; padding: 10px 14px; width: 100%; resize: none; }
  textarea[data-length="over"] { border-color: var(--warn); }
  .send { display: grid; gap: 6px; min-width: 116px; }
  .send button { font-weight: 700; background: #0b5c70; }
  .count { text-align: center; font-variant-numeric: tabular-nums; color: #b9c8d8; }
  .count[data-length="long"] { color: #ffd58a; }
  .count[data-length="over"] { color: #ffd58a; font-weight: 700; }
  .words { max-height: 108px; overflow-y: auto; }
  .note { min-height: 1.4em; color: #ffd58a; }
  .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  dialog { color: inherit; background: var(--night-1); border: 1px solid var(--night-3); border-radius: var(--r-m); padding: var(--s5); width: min(560px, calc(100vw - 24px)); }
  dialog::backdrop { background: #000a; }
  dialog form { display: grid; gap: var(--s3); }
  dialog textarea { font-size: 18px; }
  @media (max-width: 700px) {
    header, .banner, .lines, .dock { padding-inline: var(--s3); }
    .line { grid-template-columns: minmax(0, 1fr) auto; align-content: center; }
    .line .meta { grid-column: 1 / 3; }
    .line .acts { grid-column: 2; }
    textarea { font-size: 20px; }
    .send { min-width: 84px; }
    .bar { flex-wrap: nowrap; overflow-x: auto; padding: 4px; margin: -4px; }
    .bar > * { flex: none; }
    kbd { display: none; }
  }
`;

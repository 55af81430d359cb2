/** The looks of the sheet over the console. */

import { css } from "lit";

export const sheetStyles = css`
  dialog { width: min(720px, 94vw); max-height: 92dvh; padding: 0; border: 1px solid var(--night-3); border-radius: var(--r-m); background: var(--night-1); color: var(--text-night); overflow: auto; overscroll-behavior: contain; }
  dialog[data-sheet="form"] { width: min(1080px, 94vw); }
  dialog[data-sheet="row"], dialog[data-sheet="time"] { width: min(440px, 94vw); }
  dialog::backdrop { background: rgb(4 8 14 / 0.7); }
  dialog .top { position: sticky; top: 0; z-index: 2; display: flex; align-items: center; justify-content: space-between; padding: 10px 10px 10px var(--s5); background: var(--night-1); border-bottom: 1px solid var(--night-3); }
  dialog h2 { font-size: 19px; }
  dialog h2:focus { outline: none; }
  .close { width: 48px; height: 48px; border-radius: 10px; background: none; color: var(--text-dim); font-size: 18px; }
  dialog > .warn { padding: var(--s3) var(--s5) 0; }
  .body { padding: var(--s4) var(--s5) var(--s5); display: grid; gap: var(--s3); }
  .body h3 { margin-top: var(--s2); }
  .items { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(200px, 100%), 1fr)); gap: 8px; }
  dialog[data-sheet="row"] .items { grid-template-columns: minmax(0, 1fr); }
  .item { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: center; justify-content: space-between; min-height: 56px; padding: 8px 16px; border-radius: 10px; background: var(--night-3); text-align: left; line-height: 1.3; overflow-wrap: anywhere; }
  .item small { flex: 1 0 100%; color: #b9c8d8; }
  .item:disabled { background: var(--night-2); color: var(--text-dim); }
  .item:disabled small { color: var(--text-dim); }
  dialog kbd { font-weight: 600; background: var(--night-2); border-radius: var(--r-s); padding: 3px 8px; white-space: nowrap; }
  .named { font-size: 17px; overflow-wrap: anywhere; }
  .named bdi { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
  .form { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--s5); }
  dialog[data-sheet="form"] .form { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); align-items: start; }
  .fields { display: grid; gap: 6px; }
  .fields label { margin-top: var(--s2); font-weight: 600; font-size: 15px; }
  .fields label small { color: var(--text-dim); font-weight: 400; }
  .fields input, .fields textarea, .fields select { width: 100%; min-height: 48px; padding: 10px 14px; border-radius: 10px; border: 1px solid #5b7086; background: var(--night); color: var(--text-night); }
  .fields textarea { resize: vertical; }
  .fields input.short { width: 160px; }
  .fields input[type="color"] { width: 96px; padding: 4px; }
  .fields .check { display: flex; gap: var(--s3); align-items: center; min-height: 48px; }
  .fields .check input { width: 22px; min-height: 22px; height: 22px; accent-color: var(--accent); }
  .fields [aria-invalid="true"] { border-color: var(--warn); box-shadow: inset 0 0 0 1px var(--warn); }
  .wrong { color: var(--warn); font-size: 15px; }
  .go { min-height: 56px; margin-top: var(--s4); border-radius: 10px; background: #1f7a52; color: #fff; font-weight: 700; }
  .go:disabled { background: var(--night-2); color: var(--text-dim); }
  .seen { position: sticky; top: 84px; --c: var(--night-3); }
  .keylist { display: grid; gap: 2px; }
  .keylist > div { display: grid; grid-template-columns: 112px minmax(0, 1fr) auto; gap: var(--s3); align-items: center; min-height: 48px; }
  .keylist button, .foot button, .over button { min-height: 44px; padding: 0 14px; border-radius: 10px; background: var(--night-3); }
  .keylist button[aria-pressed="true"] { box-shadow: inset 0 0 0 2px var(--accent); }
  .over { display: block; color: var(--warn); font-weight: 600; }
  .tongues { display: flex; gap: var(--s3); }
  .tongues a { min-height: 44px; display: inline-flex; align-items: center; padding: 0 var(--s3); border-radius: 10px; color: var(--text-night); background: var(--night-2); text-decoration: none; }
  .tongues a[aria-current="true"] { box-shadow: inset 0 0 0 2px var(--accent); }
  @media (max-width: 860px) { dialog[data-sheet="form"] .form { grid-template-columns: minmax(0, 1fr); } .seen { position: static; } }
`;

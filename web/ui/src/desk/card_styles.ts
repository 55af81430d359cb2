/** The looks of the opened card and of the sheets over the desk. */

import { css } from "lit";

export const openStyles = css`
  .open { position: relative; flex: 1; min-width: 0; min-height: 0; display: flex; flex-direction: column; outline: none; }
  .scroll { flex: 1; min-height: 0; overflow-y: auto; padding: var(--s3) var(--s5) var(--s5); scrollbar-color: var(--night-3) transparent; }
  .meta { display: flex; flex-wrap: wrap; gap: 0 var(--s4); align-items: center; color: var(--text-dim); position: relative; padding-right: 56px; min-height: 48px; }
  .meta b { color: var(--text-night); font-variant-numeric: tabular-nums; }
  .meta .fact { padding: 0; background: none; color: inherit; text-decoration: underline dotted; text-underline-offset: 5px; min-width: 44px; }
  .tag { padding: 2px 10px; border-radius: 99px; background: var(--night-3); color: var(--text-night); font-size: 14px; }
  .tag[data-public="true"] { box-shadow: inset 0 0 0 2px var(--accent); }
  .tag.warned { background: var(--amber-bg); color: var(--amber-text); border-radius: 8px; }
  .close { position: absolute; right: -12px; top: 0; width: 48px; padding: 0; background: none; color: var(--text-dim); font-size: 18px; }
  blockquote { margin: var(--s3) 0 var(--s4); font-size: 26px; line-height: 1.35; font-weight: 500; overflow-wrap: anywhere; }
  mark { background: var(--amber-bg-2); color: var(--amber-text); border-radius: 4px; padding: 0 4px; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
  mark.hint { background: none; box-shadow: inset 0 -2px var(--amber-text); border-radius: 0; }
  .flags { display: flex; flex-wrap: wrap; gap: var(--s2); margin-top: var(--s2); }
  .flag { background: var(--amber-bg); color: var(--amber-text); padding: 6px 10px; border-radius: 8px; font-weight: 600; font-size: 14px; }
  .flag.hint { background: none; box-shadow: inset 0 0 0 1px var(--amber-text); }
  .refusals { flex: none; display: flex; flex-wrap: wrap; gap: var(--s3); align-items: center; padding: var(--s3) var(--s5); background: var(--amber-bg); color: var(--amber-text); }
  .refusals .lines { flex: 1 1 200px; min-width: 0; max-height: 120px; overflow-y: auto; display: grid; gap: 4px; overscroll-behavior: contain; }
  .refusals .other { display: block; }
  .refusals button { flex: none; background: var(--amber-bg-2); color: var(--amber-text); }
  .claimed { display: flex; flex-wrap: wrap; gap: var(--s3); align-items: center; justify-content: space-between; margin: var(--s3) 0; padding: var(--s3) var(--s4); border-radius: var(--r-m); background: var(--night-2); border: 1px solid var(--night-3); }
  .claimed p { flex: 1 1 200px; min-width: 0; }
  .claimed button { flex: none; background: var(--night-3); color: var(--text-night); }
  .claimed .avatar { margin: 0; }
  .standing { margin: var(--s2) 0; color: var(--text-dim); }
  .standing b { display: inline-block; padding: 4px 10px; border-radius: 8px; background: var(--night-3); color: var(--text-night); margin-right: 6px; }
  .standing[data-state="approved"] b, .standing[data-state="answered"] b { background: var(--green-bg); color: var(--green-text); }
  .standing[data-state="rejected"] b { background: var(--red-bg); color: var(--red-text); }
  .standing[data-state="held"] b, .standing[data-state="on_notice"] b { background: var(--amber-bg); color: var(--amber-text); }
  .standing[data-state="on_air"] b { background: var(--on-air-deep); color: #fff; }
  .languages { display: flex; flex-wrap: wrap; gap: 8px; margin-top: var(--s2); }
  .languages button { display: grid; padding: 4px 16px; line-height: 1.25; text-align: left; background: var(--night-1); }
  .languages button[aria-pressed="true"] { background: var(--night-2); box-shadow: inset 0 -3px var(--accent); }
  .languages small { font-size: 13px; color: var(--text-dim); }
  .languages small.yes, .yes { color: var(--green-text); }
  .languages small.over, .over { color: var(--amber-text); font-weight: 600; }
  .changes { margin-bottom: var(--s4); padding: var(--s3) var(--s4); border: 1px solid var(--night-3); border-radius: var(--r-m); background: var(--night-1); overflow-wrap: anywhere; }
  .changes h2, .story h2 { font-size: 14px; font-weight: 600; color: var(--text-dim); margin-bottom: 4px; }
  ins { color: var(--green-text); text-decoration: underline; text-underline-offset: 3px; }
  del { color: var(--red-text); text-decoration: line-through; }
  ins + del, del + ins { margin-left: 3px; }
  .merged { display: block; text-align: left; background: var(--night-2); }
  .tools { display: flex; flex-wrap: wrap; gap: 8px; margin-top: var(--s3); }
  .tools button { min-width: 56px; }
  .tools button:disabled { opacity: 0.55; }
  .tools .amber { background: var(--amber-bg); color: var(--amber-text); font-weight: 600; }
  .similar { display: grid; gap: 8px; margin-top: var(--s4); min-height: 48px; align-items: center; }
  .like { display: flex; gap: var(--s3); align-items: center; justify-content: space-between; padding: var(--s3) var(--s4); border: 1px solid var(--night-3); border-radius: var(--r-m); background: var(--night-1); }
  .like p { display: grid; min-width: 0; overflow-wrap: anywhere; }
  .like button { flex: none; }
  .like button:disabled { opacity: 0.5; }
  .story { margin-top: var(--s4); }
  .story ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 6px; font-size: 15px; }
  .story li { display: grid; grid-template-columns: 48px minmax(0, 1fr); gap: var(--s3); padding-left: var(--s3); border-left: 3px solid var(--night-3); overflow-wrap: anywhere; }
  .story li[data-step="aired"] { border-color: var(--on-air); }
  .story li[data-step="approved"] { border-color: var(--approve); }
  .story li span[lang] { display: block; }
  .story time { color: var(--text-dim); font-variant-numeric: tabular-nums; }
  /* Over the foot of the card: what was done is told without moving what comes next. */
  .told { position: absolute; left: var(--s5); bottom: 120px; max-width: calc(100% - 2 * var(--s5)); margin: 0; padding: 8px 14px; border-radius: 10px; background: var(--green-bg); color: var(--green-text); pointer-events: none; }
  .told:empty { padding: 0; }
`;

export const actionStyles = css`
  .editor > label { display: block; font-weight: 600; margin-top: var(--s2); }
  textarea { width: 100%; margin-top: 6px; font-size: 22px; line-height: 1.35; padding: var(--s3) var(--s4); border-radius: var(--r-m); border: 1px solid var(--field-line); background: var(--night-1); resize: vertical; min-height: 132px; }
  .under { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: var(--s3); margin: 4px 0 var(--s2); }
  .under label { display: flex; gap: var(--s3); align-items: center; color: var(--text-dim); }
  select, .sheet input:not([type="checkbox"], [type="radio"]) { min-height: var(--touch); padding: 0 var(--s3); border-radius: 10px; border: 1px solid var(--field-line); background: var(--night-1); color: var(--text-night); }
  .why { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: var(--s4); }
  .why button { padding: 0 14px; background: var(--night-1); }
  .why button[aria-pressed="true"] { background: var(--night-3); box-shadow: inset 0 0 0 2px var(--accent); }
  .reasons { flex: none; max-height: 46%; overflow-y: auto; padding: var(--s4) var(--s5); background: var(--night-1); border-top: 1px solid var(--night-3); }
  .reasons .list { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 8px; margin-top: var(--s3); }
  .reasons .list button { text-align: left; background: var(--red-bg); color: var(--red-text); padding: 8px 16px; min-height: 52px; }
  .reasons kbd { background: var(--red-bg-2); margin-right: 10px; }
  .acts { flex: none; display: grid; grid-template-columns: 1fr 1.6fr; height: 104px; }
  .acts.one { grid-template-columns: 1fr; }
  .acts button { height: 100%; border-radius: 0; font-size: 20px; font-weight: 700; padding: 0 10px; }
  .acts small { display: block; font-size: 13.5px; font-weight: 500; }
  .acts .no { background: var(--red-bg); color: var(--red-text); }
  .acts .ok, .big-choice { background: #1f7a52; color: #fff; }
  .acts .next { background: var(--night-3); color: var(--text-night); }
  .acts button:disabled { background: var(--night-1); color: var(--text-dim); }
  .resting .scroll { display: flex; flex-direction: column; }
  .rest { margin: auto; text-align: center; display: grid; gap: var(--s3); justify-items: center; }
  .big { font-size: 24px; font-weight: 500; }
  .loading { margin: auto; color: var(--text-dim); }
`;

export const sheetStyles = css`
  .sheet { width: min(640px, 100vw); max-width: none; max-height: 88dvh; margin: auto auto 0; padding: 0; border-radius: var(--r-l) var(--r-l) 0 0; border-bottom: 0; background: var(--night-1); overflow: hidden auto; overscroll-behavior: contain; }
  .sheet .top { position: sticky; top: 0; z-index: 1; display: flex; align-items: center; padding: var(--s3) 64px var(--s3) var(--s5); min-height: 64px; background: var(--night-1); border-bottom: 1px solid var(--night-3); }
  .sheet h2 { font-size: 19px; line-height: 1.3; outline: none; }
  .sheet .close { right: 8px; top: 8px; }
  .sheet .body { padding: var(--s4) var(--s5) var(--s5); display: grid; gap: var(--s3); }
  .sheet form { display: grid; gap: var(--s3); }
  .sheet blockquote { margin: 0; padding: var(--s3) var(--s4); border-radius: var(--r-m); background: var(--night); font-size: 22px; }
  .items { display: grid; gap: 8px; }
  .items.two { grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); }
  .item { display: grid; align-content: center; min-height: 56px; padding: 8px 16px; border-radius: 10px; text-align: left; background: var(--night-2); overflow-wrap: anywhere; cursor: pointer; }
  .item b { font-weight: 600; }
  .item small, .label-row small { color: var(--text-dim); font-size: 14px; }
  .item[aria-pressed="true"] { box-shadow: inset 4px 0 var(--accent); background: var(--night-3); }
  a.item { color: inherit; text-decoration: none; }
  .item:disabled { opacity: 0.55; }
  .items.three { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .items.three .item { justify-items: center; text-align: center; }
  .toggle { grid-template-columns: auto minmax(0, 1fr); gap: var(--s3); align-items: center; }
  .toggle span { display: grid; }
  .toggle input, .sheet .check input { width: 24px; height: 24px; accent-color: var(--accent); }
  .toggle:has(:focus-visible) { outline: 3px solid var(--accent); }
  .sheet .foot { display: flex; flex-wrap: wrap; gap: 8px; justify-content: space-between; }
  .sheet .main { background: var(--accent-strong); color: #fff; font-weight: 600; }
  .sheet .warn { background: var(--red-bg); color: var(--red-text); font-weight: 600; }
  .sheet .main:only-child { margin-left: auto; }
  .big-choice { min-height: 72px; font-size: 19px; font-weight: 700; }
  .sheet button:disabled { opacity: 0.55; }
  .field { display: grid; gap: 6px; font-weight: 600; }
  .field small { font-weight: 400; }
  .rows-of { display: grid; gap: 8px; }
  .label-row { display: grid; grid-template-columns: minmax(0, 1fr) 9em auto; gap: var(--s3); align-items: center; }
  .label-row small { line-height: 1.25; }
  .new-label { padding-top: var(--s3); border-top: 1px solid var(--night-3); }
  .new-label > label { display: grid; gap: 6px; font-weight: 600; }
  .sheet fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0 var(--s5); }
  .plain { margin: 0; padding-left: 20px; display: grid; gap: var(--s2); }
  .now { padding: 8px 14px; border-radius: 10px; background: var(--amber-bg); color: var(--amber-text); }
`;

export const cardStyles = [openStyles, actionStyles, sheetStyles];

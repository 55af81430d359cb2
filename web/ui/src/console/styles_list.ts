/** The looks of the rundown. */

import { css } from "lit";

export const listStyles = css`
  aside { grid-area: list; display: flex; flex-direction: column; min-height: 0; }
  aside .top { flex: none; display: flex; gap: var(--s3); align-items: center; justify-content: space-between; min-height: 60px; padding: 8px var(--s4); }
  h3 { font-size: 13px; color: var(--text-dim); font-weight: 600; text-transform: uppercase; letter-spacing: 0.02em; }
  .add { min-height: 44px; padding: 0 16px; border-radius: 10px; background: var(--night-3); font-weight: 600; white-space: nowrap; }
  .add:disabled { background: var(--night-1); color: var(--text-dim); }
  aside ol { flex: 1; min-height: 0; overflow-y: auto; scrollbar-color: var(--night-3) transparent; overscroll-behavior: contain; }
  aside .empty { padding: var(--s3) var(--s4); }
  .i { display: grid; grid-template: auto auto / 44px minmax(0, 1fr) auto 44px; grid-template-areas: "mark text side more" "mark chips chips more"; align-items: center; border-top: 1px solid var(--night-3); font-size: 15px; background: var(--night); }
  .i[data-sticks] { position: sticky; z-index: 1; }
  .mark { grid-area: mark; align-self: stretch; display: grid; place-items: center; color: var(--text-dim); touch-action: none; cursor: grab; font-variant-numeric: tabular-nums; }
  .d .mark { cursor: default; }
  .text { grid-area: text; min-height: 44px; padding: 10px 10px 10px 0; background: none; text-align: left; overflow-wrap: anywhere; }
  .text bdi { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
  .i > .chips { grid-area: chips; padding-bottom: 8px; }
  .i > .chips button { min-height: 32px; }
  .side { grid-area: side; display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 0 8px; max-width: 130px; color: var(--text-dim); font-size: 14px; }
  .votes { color: var(--text-night); white-space: nowrap; font-variant-numeric: tabular-nums; }
  .kind { text-align: right; }
  .else { padding: 0 6px; border-radius: 4px; box-shadow: inset 0 0 0 1px var(--on-air); color: #ffb4b5; }
  .more { grid-area: more; align-self: stretch; min-height: 44px; background: none; color: var(--text-dim); font-weight: 700; font-size: 18px; }
  .i.n { box-shadow: inset 4px 0 #1f7a52; }
  .i.r { box-shadow: inset 4px 0 var(--preview); background: #0f2a1f; }
  .i[data-cueing] { box-shadow: inset 4px 0 var(--preview); }
  .i.p { box-shadow: inset 4px 0 var(--on-air); background: #2a1216; }
  .i.p .mark, .i.r .mark { color: var(--text-night); }
  .i.d:not(.p, .r), .i.d:not(.p, .r) .votes { color: var(--text-dim); font-weight: 400; }
  .i.held { background: var(--night-2); box-shadow: inset 0 0 0 2px var(--accent); }
  .i:hover:not(.p, .r, .held) { background: var(--night-1); }
  @media (pointer: coarse) { .i > .chips button { min-height: 44px; } }
`;

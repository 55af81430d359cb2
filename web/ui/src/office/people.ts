/** People, and keys of screens and programs: who has a seat, new invites, and the link that is shown once. */

import { html, nothing, svg, type TemplateResult } from "lit";
import { encode } from "uqr";
import { dayTime, t } from "../lib/i18n";
import { refused } from "./controls";
import type { Link, Office } from "./controller";
import { BRIEFING_ROLES, OFFICE_ROLES, seat, type Person, type Role, type Scope } from "./model";
import { roleWord, scopeWord, seatOf, seatWord } from "./words";

const SCOPES: readonly Scope[] = ["read", "operate"];

export function people(office: Office, briefing: string | null): TemplateResult {
  return html`<section class="panel" aria-labelledby="people">
    <h2 id="people">${t("People and screens")}</h2>
    ${inviteForm(office, briefing)} ${refused(office.refusal, "people")}
    ${briefing ? group(office, t("Of this briefing"), office.people(briefing)) : nothing}
    ${group(office, t("Of the office"), office.people(null))}
  </section>`;
}

function inviteForm(office: Office, briefing: string | null): TemplateResult {
  const { role, name, scope, fault } = office.invitee;
  const roles: Role[] = [...(briefing ? BRIEFING_ROLES : []), ...OFFICE_ROLES];
  const chosen = roles.includes(role) ? role : roles[0]!;
  const submit = (e: Event): void => {
    e.preventDefault();
    office.describe({ role: chosen });
    void office.sendInvite(briefing);
  };
  return html`<form class="row invite" novalidate @submit=${submit}>
    <div class="field"><label for="role">${t("Seat")}</label>
      <select id="role" @change=${(e: Event) => office.describe({ role: (e.target as HTMLSelectElement).value as Role })}>
        ${roles.map((r) => html`<option value=${r} ?selected=${r === chosen}>${roleWord(r)}</option>`)}
      </select></div>
    ${chosen === "control"
      ? html`<div class="field"><label for="scope">${t("What it may do")}</label>
          <select id="scope" @change=${(e: Event) => office.describe({ scope: (e.target as HTMLSelectElement).value as Scope })}>
            ${SCOPES.map((s) => html`<option value=${s} ?selected=${s === scope}>${scopeWord(s)}</option>`)}
          </select></div>`
      : nothing}
    <div class="field grow"><label for="who">${chosen === "screen" ? t("Which screen") : chosen === "control" ? t("Which program or device") : t("Who")}</label>
      <input id="who" maxlength="80" autocomplete="off" .value=${name} aria-invalid=${fault} aria-describedby=${fault ? "who-fault" : nothing}
        @input=${(e: Event) => office.describe({ name: (e.target as HTMLInputElement).value })} />
      ${fault ? html`<small class="fault" id="who-fault">${t("Fill this in.")}</small>` : nothing}</div>
    <button class="main" data-test="invite" ?disabled=${office.pending.has("invite")}>${chosen === "control" ? t("Make a key") : t("Make a link")}</button>
  </form>`;
}

function group(office: Office, title: string, persons: Person[]): TemplateResult {
  return html`<h3>${title}</h3>
    ${persons.length === 0 ? html`<p class="dim">${t("Nobody yet. Make a link above.")}</p>` : nothing}
    <ul class="people">${persons.map((p) => row(office, p))}</ul>`;
}

function row(office: Office, person: Person): TemplateResult {
  const invite = office.invite(person.id);
  const state = seat(person, invite, office.now);
  const self = person.id === office.me;
  return html`<li data-test="person" data-person=${person.id} data-state=${state}>
    <span class="avatar" aria-hidden="true">${person.initials}</span>
    <span class="grow"><b>${person.name}</b><small>${seatOf(person)} · ${seatWord(state)}${state === "invited" && invite
      ? html` · ${t("until {time}", { time: dayTime(invite.expires) })}` : nothing}${self ? html` · ${t("this is you")}` : nothing}</small></span>
    ${state === "revoked" || self ? nothing : html`<button data-test="revoke" aria-label=${t("Revoke the seat of {name}", { name: person.name })}
        ?disabled=${office.pending.has(`revoke ${person.id}`)} @click=${() => office.ask({ kind: "revoke", id: person.id })}>${t("Revoke")}</button>`}
  </li>`;
}

/** The link, as QR and as text; closing lets it go for good. */
export function linkDialog(office: Office, copied: boolean, copy: (link: Link) => void): TemplateResult {
  const link = office.link;
  return html`<dialog id="link" aria-labelledby="link-title" @close=${() => office.forget()}>
    ${link
      ? html`<h2 id="link-title">${roleWord(link.role)}: ${link.name}</h2>
          ${link.key ? keyAndAddress(link.key, link.url) : html`<p>${link.role === "screen"
            ? t("Paste this address into the browser source. It works until you revoke it. It is shown only now. With &rehearsal at its end it shows the rehearsal instead.")
            : t("Hand this link to that person alone: it opens once. It is shown only now.")}</p>
          ${qr(link.url)} ${shown(t("Link"), "invite-url", link.url)}`}
          <div class="row end">
            <button @click=${() => office.forget()}>${t("Close")}</button>
            <button class="main" data-test="copy" @click=${() => copy(link)}>${copied ? t("Copied") : link.key ? t("Copy the key") : t("Copy the link")}</button>
          </div>`
      : nothing}
  </dialog>`;
}

/** What is copied; it is selected by a touch, too. */
function shown(label: string, test: string, text: string): TemplateResult {
  return html`<input readonly id="url" aria-label=${label} data-test=${test} .value=${text} @focus=${(e: Event) => (e.target as HTMLInputElement).select()} />`;
}

/** A program's key, and where it is sent. */
function keyAndAddress(key: string, url: string): TemplateResult {
  return html`<p>${t("The program sends this key with every request, in the header Authorization, after the word Bearer. It works until you revoke it. It is shown only now.")}</p>
    ${shown(t("Key"), "api-key", key)}
    <p>${t("Address of the API: {url}", { url })}</p>`;
}

/** A QR code of dark modules on white with the four quiet modules that readers ask for. */
function qr(text: string): TemplateResult {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const path = data.flatMap((line, y) => line.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return html`<svg class="qr" viewBox=${`0 0 ${size} ${size}`} role="img" aria-label=${t("QR code of the link")} shape-rendering="crispEdges">
    ${svg`<rect width=${size} height=${size} fill="#fff"></rect><path d=${path} fill="#000"></path>`}
  </svg>`;
}

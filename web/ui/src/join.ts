/* Exchanges the secret in the address's fragment for a seat. The fragment is wiped before anything else can keep it. */
import { t } from "./lib/i18n";

/** What became of the invite: where to go, or the server's word for why not. */
export type Joined = { next: string } | { code: string };

const SENTENCES: Record<string, string> = {
  not_found: "This invite is not known. Ask the office for a new link.",
  invite_used: "This invite was opened before. Ask the office for a new link.",
  invite_expired: "This invite has expired. Ask the office for a new link.",
  invite_revoked: "This invite was withdrawn. Ask the office.",
  malformed: "This invite is not known. Ask the office for a new link.",
};

/** The secret from the fragment; empty where there is none. */
export function secretOf(hash: string): string {
  return hash.replace(/^#/, "").trim();
}

/** Asks the server for the seat. */
export async function join(secret: string): Promise<Joined> {
  try {
    const response = await fetch("/join", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ secret }),
    });
    return (await response.json()) as Joined;
  } catch {
    return { code: "unavailable" };
  }
}

/**
 * One tab of this browser after the other: each join makes a new session out of the one before, so of two at once one
 * would lose its seat. Over plain http there are no locks; there the links are opened one by one.
 */
function inTurn<T>(act: () => Promise<T>): Promise<T> {
  return navigator.locks ? (navigator.locks.request("tynda-join", act) as Promise<T>) : act();
}

async function main(): Promise<void> {
  const said = document.getElementById("said");
  const secret = secretOf(location.hash);
  history.replaceState(null, "", location.pathname);
  const answer = secret ? await inTurn(() => join(secret)) : { code: "not_found" };
  if ("next" in answer) {
    location.replace(answer.next);
  } else if (said) {
    const title = t("The seat was not opened");
    document.title = title;
    document.querySelector("h1")!.textContent = title;
    said.textContent = t(SENTENCES[answer.code] ?? "We can't be reached right now. Open the link again in a few seconds.");
  }
}

void main();

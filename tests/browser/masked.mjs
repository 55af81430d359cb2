/* Runs what the card works out of a record, outside a browser: which text stands for a wording without its data. */
const { masked } = await import(process.argv[2]);
const text = "Call +7 701 234 56 78, please";
const flags = [{ kind: "phone", field: "text", start: 5, end: 21 }];
const wording = (revision) => ({ revision, text, flags, language: "en", at: 0, by: "viewer", why: null });
const about = { similar: [], asker: {}, masked: "by the server", revision: 0 };
const of = (revision, of = about) => masked(wording(revision), of);
const none = { ...about, masked: null, revision: null };
process.stdout.write(JSON.stringify([of(0), of(1), of(1, undefined), of(0, none), of(0, { ...about, masked: "" })]));

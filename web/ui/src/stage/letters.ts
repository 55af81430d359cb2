/* The face that graphics are set in, brought before it is needed. */

const FACES = [600, 500, 700].map((weight) => `${weight} 56px "Golos Text Variable"`);
/** One letter of each file that the face comes in for our three languages, and the signs around them. */
const SAMPLE = "Aa Āā Яя Әқ 1?₸";
const WAIT_MS = 1_500;

/** Resolves when these letters can be painted, or when waiting longer would keep the words off air. */
export async function letters(words: string = SAMPLE): Promise<void> {
  if (FACES.every((face) => document.fonts.check(face, words))) return;
  const late = new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  await Promise.race([Promise.allSettled(FACES.map((face) => document.fonts.load(face, words))), late]);
}

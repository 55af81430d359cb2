/* The face that graphics are set in, brought before it is needed. */

/** One weight stands for all: each of the face's files holds every weight. */
const FACE = '600 56px "Golos Text Variable"';
/** One letter of each file that the face comes in for our three languages, and the signs around them. */
const SAMPLE = "Aa Āā Яя Әқ 1?₸";
const WAIT_MS = 1_500;

/** Resolves when these letters can be painted, or when waiting longer would keep the words off air. */
export async function letters(words: string = SAMPLE): Promise<void> {
  if (document.fonts.check(FACE, words)) return;
  const late = new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  await Promise.race([document.fonts.load(FACE, words).catch(() => undefined), late]);
}

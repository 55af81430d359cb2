/** The alarm that is heard: two short tones, again every few seconds as long as it stands. */

const AGAIN_MS = 3_000;
const TONES: readonly (readonly [hz: number, at: number])[] = [[880, 0], [660, 0.18]];
const LONG_S = 0.15;
const LOUD = 0.2;

export class Sound {
  #context: AudioContext | undefined;
  #last = -Infinity;

  /** Browsers let a page be heard only once it was touched. */
  wake(): void {
    this.#context ??= new AudioContext();
    if (this.#context.state === "suspended") void this.#context.resume();
  }

  /** Says whether there is an alarm now; to be called over and over. */
  hear(alarm: boolean, now: number = performance.now()): void {
    if (!alarm) this.#last = -Infinity;
    if (!alarm || now - this.#last < AGAIN_MS || this.#context?.state !== "running") return;
    this.#last = now;
    for (const [hz, at] of TONES) this.#tone(this.#context, hz, this.#context.currentTime + at);
  }

  #tone(context: AudioContext, hz: number, at: number): void {
    const tone = context.createOscillator();
    const loud = context.createGain();
    tone.frequency.value = hz;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(LOUD, at + 0.01); // without a click
    loud.gain.setValueAtTime(LOUD, at + LONG_S - 0.02);
    loud.gain.linearRampToValueAtTime(0, at + LONG_S);
    tone.connect(loud).connect(context.destination);
    tone.start(at);
    tone.stop(at + LONG_S);
  }
}

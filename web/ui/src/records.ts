/* A transcript's lines, for who corrects them: a line's moment plays here. Without this script it opens the recording. */

const player = document.querySelector<HTMLMediaElement>(".player");
player?.ownerDocument.addEventListener("click", (event) => {
  const moment = (event.target as Element).closest<HTMLElement>("a[data-t]");
  if (moment === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  player.currentTime = Number(moment.dataset["t"]);
  void player.play().catch(() => undefined); // the recording may be away; the player says so
});

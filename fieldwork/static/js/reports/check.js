/* Checking a report: the file is hashed here, so that it need not leave the device. Without this it is sent. */
const LARGEST = 50 * 2 ** 20;
const NUMBER = /R-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}/;
const form = document.querySelector("[data-check]");
const { file, sha256, number } = form.elements;

async function hash() {
  const [chosen] = file.files;
  if (!chosen || !chosen.size || chosen.size > LARGEST) return false;
  const bytes = await chosen.arrayBuffer();
  const text = new TextDecoder("latin1").decode(bytes);
  if (!text.startsWith("%PDF-")) return false;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  sha256.value = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  number.value ||= NUMBER.exec(text)?.[0] ?? "";
  file.disabled = true;
  return true;
}

addEventListener("pageshow", () => { file.disabled = false; });
if (crypto.subtle) {
  const help = document.getElementById("file_help");
  help.textContent = `${help.textContent} ${help.dataset.local}`;
  form.addEventListener("submit", async (event) => {
    if (!file.files.length || file.disabled) return;
    event.preventDefault();
    try {
      await hash();
    } finally {
      form.submit();
    }
  });
}

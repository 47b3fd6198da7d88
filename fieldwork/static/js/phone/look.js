// Whether a photo is worth a second look: blurred, or too dark. A hint while the shopper still stands there; never
// stored, never a refusal.

const SIDE = 480;
// Means and edges on the scale 0-255, see tests/capture/test_look.py for what these bounds tell apart
const DARK = 32;
const PLAIN = 60;
const SOFT = 0.02;

/** "dark", "blurred" or nothing about the bytes of a picture. */
export async function doubt(bytes, type) {
  const picture = await createImageBitmap(new Blob([bytes], { type }));
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const pen = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  pen.drawImage(picture, 0, 0, width, height);
  picture.close();
  const { data } = pen.getImageData(0, 0, width, height);
  const grey = new Float32Array(width * height);
  for (let at = 0; at < grey.length; at += 1) grey[at] = 0.3 * data[4 * at] + 0.59 * data[4 * at + 1] + 0.11 * data[4 * at + 2];
  return judge(grey, width, height);
}

// Edges against contrast: the variance of the Laplacian as a share of the variance of the picture itself, so that
// a faint picture is not taken for a blurred one. A plain wall says nothing either way.
function judge(grey, width, height) {
  const edges = [];
  for (let y = 1; y < height - 1; y += 1) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at += 1) {
      edges.push(grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at]);
    }
  }
  const [mean, contrast] = spread(grey);
  if (mean < DARK) return "dark";
  return contrast > PLAIN && spread(edges)[1] / contrast < SOFT ? "blurred" : "";
}

function spread(values) {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  return [mean, values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length];
}

/* A QR code, drawn in lines: it prints at any size. Level M, four modules of quiet around it. */
import { correction, generate } from "lean-qr";

const quiet = 4; // modules

export function Qr({ text, label }: { text: string; label: string }) {
  const code = generate(text, { minCorrectionLevel: correction.M, maxCorrectionLevel: correction.M });
  const size = code.size + 2 * quiet;
  let path = "";
  for (let y = 0; y < code.size; y++)
    for (let x = 0; x < code.size; x++)
      if (code.get(x, y)) path += `M${x + quiet},${y + quiet}h1v1h-1z`;
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}

/** A distribution in small. */

import { resolvedColor } from '../../ui/plot.js';

const RADIUS = 1.8;

/** Draws points, -1 to 1; a pen stands for none. */
export function drawThumbnail(canvas: HTMLCanvasElement, points: Float32Array): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const half = canvas.width / 2;
  context.clearRect(0, 0, canvas.width, canvas.height);
  const color = resolvedColor(canvas.parentElement ?? canvas, '--text');
  context.fillStyle = context.strokeStyle = color;
  if (points.length === 0) {
    context.lineWidth = 4;
    context.lineCap = context.lineJoin = 'round';
    context.stroke(new Path2D('M34 78l6-20 34-34 14 14-34 34zM66 32l14 14'));
    return;
  }
  context.beginPath();
  for (let at = 0; at + 1 < points.length; at += 2) {
    const [x, y] = [half * (1 + (points[at] as number)), half * (1 - (points[at + 1] as number))];
    context.moveTo(x + RADIUS, y);
    context.arc(x, y, RADIUS, 0, 2 * Math.PI);
  }
  context.fill();
}

"use strict";

function step(from, to, w, h) {
    for (let y = 1; y < h - 1; y++) {
        for (let x = 1; x < w - 1; x++) {
            const at = y * w + x;
            to[at] = from[at] + 0.1 * (from[at - 1] + from[at + 1] + from[at - w] + from[at + w] - 4.0 * from[at]);
        }
    }
}

const rounds = Number(process.argv[2]), w = 300, h = 200;
const a = new Float64Array(w * h), b = new Float64Array(w * h);
for (let i = 0; i < w * h; i++) {
    a[i] = i * 7 % 11;
    b[i] = a[i];
}
for (let round = 0; round < rounds; round++) {
    step(a, b, w, h);
    step(b, a, w, h);
}
let sum = 0.0;
for (let i = 0; i < w * h; i++) sum += a[i];
console.log(`${Math.trunc(sum * 1000.0)}`);

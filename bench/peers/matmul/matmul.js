"use strict";

function matrix(n, seed) {
    const m = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) m[i * n + j] = ((i * seed + j * 7) % 11) / 8.0;
    }
    return m;
}

function multiply(a, b, c, n) {
    for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
            let sum = 0.0;
            for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
            c[i * n + j] = sum;
        }
    }
}

const rounds = Number(process.argv[2]), n = 200;
const a = matrix(n, 3), b = matrix(n, 5), c = matrix(n, 0);
let trace = 0.0;
for (let round = 0; round < rounds; round++) {
    multiply(a, b, c, n);
    for (let i = 0; i < n; i++) trace += c[i * n + i];
    a[round % n] += 1.0;
}
console.log(`${Math.trunc(trace * 64.0)}`);

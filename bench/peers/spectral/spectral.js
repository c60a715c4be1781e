"use strict";

function entry(i, j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }

function times(n, x, y) {
    for (let i = 0; i < n; i++) {
        let sum = 0.0;
        for (let j = 0; j < n; j++) sum += entry(i, j) * x[j];
        y[i] = sum;
    }
}

function timesTransposed(n, x, y) {
    for (let i = 0; i < n; i++) {
        let sum = 0.0;
        for (let j = 0; j < n; j++) sum += entry(j, i) * x[j];
        y[i] = sum;
    }
}

const n = Number(process.argv[2]);
const u = new Float64Array(n).fill(1.0), v = new Float64Array(n), w = new Float64Array(n);
for (let round = 0; round < 10; round++) {
    times(n, u, w);
    timesTransposed(n, w, v);
    times(n, v, w);
    timesTransposed(n, w, u);
}
let vbv = 0.0, vv = 0.0;
for (let i = 0; i < n; i++) {
    vbv += u[i] * v[i];
    vv += v[i] * v[i];
}
console.log(`${Math.trunc(Math.sqrt(vbv / vv) * 1e12)}`);

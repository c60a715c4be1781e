"use strict";

function counter() {
    let count = 0;
    return () => {
        count += 1;
        return count;
    };
}

function fold(values, start, f) {
    let result = start;
    for (let i = 0; i < values.length; i++) result = f(result, values[i]);
    return result;
}

const n = Number(process.argv[2]);
const values = new Array(100).fill(0);
for (let i = 0; i < 100; i++) values[i] = i * 37 % 101;
const scale = 3;
const steps = [
    (a, b) => a + b,
    (a, b) => b * scale - a,
    (a, b) => a > b ? a - b : b - a,
];
const next = counter();
let total = 0;
for (let i = 0; i < n; i++) total += fold(values, next(), steps[i % 3]);
console.log(`${total} ${next()}`);

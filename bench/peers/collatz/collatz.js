"use strict";

const n = Number(process.argv[2]);
let best = 0, start = 0;
for (let i = 1; i < n; i++) {
    let x = i, steps = 0;
    while (x !== 1) {
        if (x % 2 === 0) x = x / 2; else x = 3 * x + 1;
        steps += 1;
    }
    if (steps > best) {
        best = steps;
        start = i;
    }
}
console.log(`${start} ${best}`);

"use strict";

const n = Number(process.argv[2]);
let total = 0;
for (let y = 0; y < n; y++) {
    const ci = 2.0 * y / n - 1.0;
    for (let x = 0; x < n; x++) {
        const cr = 2.0 * x / n - 1.5;
        let zr = 0.0, zi = 0.0, r2 = 0.0, i2 = 0.0, steps = 0;
        while (steps < 200 && r2 + i2 <= 4.0) {
            zi = 2.0 * zr * zi + ci;
            zr = r2 - i2 + cr;
            r2 = zr * zr;
            i2 = zi * zi;
            steps += 1;
        }
        total += steps;
    }
}
console.log(`${total}`);

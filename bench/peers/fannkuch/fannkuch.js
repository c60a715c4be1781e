"use strict";

function fannkuch(n) {
    const current = new Array(n).fill(0), flipped = new Array(n).fill(0), counts = new Array(n).fill(0);
    for (let i = 0; i < n; i++) current[i] = i;
    let most = 0, checksum = 0, r = n, even = true;
    for (;;) {
        while (r !== 1) {
            counts[r - 1] = r;
            r -= 1;
        }
        for (let i = 0; i < n; i++) flipped[i] = current[i];
        let flips = 0, first = flipped[0];
        while (first !== 0) {
            let low = 0, high = first;
            while (low < high) {
                const t = flipped[low];
                flipped[low] = flipped[high];
                flipped[high] = t;
                low += 1;
                high -= 1;
            }
            flips += 1;
            first = flipped[0];
        }
        if (flips > most) most = flips;
        if (even) checksum += flips; else checksum -= flips;
        even = !even;

        let advanced = false;
        while (!advanced) {
            if (r === n) return checksum * 100 + most;
            const head = current[0];
            for (let i = 0; i < r; i++) current[i] = current[i + 1];
            current[r] = head;
            counts[r] -= 1;
            if (counts[r] > 0) advanced = true; else r += 1;
        }
    }
}

const rounds = Number(process.argv[2]);
let sum = 0;
for (let i = 0; i < rounds; i++) sum += fannkuch(8 + i % 2);
console.log(`${sum}`);

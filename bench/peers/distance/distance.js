"use strict";

function text(length, seed) {
    let s = "";
    for (let i = 0; i < length; i++) {
        seed = seed * 16807 % 2147483647;
        s += String.fromCharCode(97 + (seed >> 16) % 6);
    }
    return s;
}

function distance(s, t) {
    let previous = new Array(t.length + 1).fill(0), current = new Array(t.length + 1).fill(0);
    for (let j = 0; j <= t.length; j++) previous[j] = j;
    for (let i = 1; i <= s.length; i++) {
        current[0] = i;
        const c = s.charCodeAt(i - 1);
        for (let j = 1; j <= t.length; j++) {
            let best = previous[j - 1];
            if (c !== t.charCodeAt(j - 1)) best += 1;
            if (previous[j] + 1 < best) best = previous[j] + 1;
            if (current[j - 1] + 1 < best) best = current[j - 1] + 1;
            current[j] = best;
        }
        const swap = previous;
        previous = current;
        current = swap;
    }
    return previous[t.length];
}

const n = Number(process.argv[2]);
console.log(`${distance(text(n, 1), text(n, 2))}`);

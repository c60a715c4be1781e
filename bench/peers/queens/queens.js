"use strict";

function place(row, n, columns, rising, falling) {
    if (row === n) return 1;
    let count = 0;
    for (let c = 0; c < n; c++) {
        if (columns[c] === 0 && rising[row + c] === 0 && falling[row - c + n] === 0) {
            columns[c] = 1;
            rising[row + c] = 1;
            falling[row - c + n] = 1;
            count += place(row + 1, n, columns, rising, falling);
            columns[c] = 0;
            rising[row + c] = 0;
            falling[row - c + n] = 0;
        }
    }
    return count;
}

const n = Number(process.argv[2]);
console.log(`${place(0, n, new Uint8Array(n), new Uint8Array(2 * n), new Uint8Array(2 * n + 1))}`);

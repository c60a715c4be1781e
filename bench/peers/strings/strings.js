"use strict";

const rounds = Number(process.argv[2]);
let fields = 0, longest = "", sum = 0;
for (let round = 0; round < rounds; round++) {
    let text = "";
    for (let i = 0; i < 100000; i++) {
        text += (i + round) * 7919 % 1000;
        text += ",";
    }
    let start = 0;
    for (let i = 0; i < text.length; i++) {
        if (text.charCodeAt(i) === 44) {
            const field = text.slice(start, i);
            if (field > longest) longest = field;
            sum += Number(field);
            fields += 1;
            start = i + 1;
        }
    }
}
console.log(`${fields} ${longest} ${sum}`);

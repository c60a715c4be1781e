using System.Globalization;
using System.Text;

namespace Lang.Bench;

/// <summary>Writes TL of any length that looks like what people write: small functions, loops, arrays, strings, comments, calls.</summary>
internal static class OrdinarySource
{
    // @ stands for the number of the unit.
    private static readonly string[] s_units =
    [
        """
        // The average and the spread of some measurements.
        fn average@(values) {
            let sum = 0.0
            for value in values { sum += value }
            return values.len() == 0 ? 0.0 : sum / values.len()
        }

        fn spread@(values) {
            let mean = average@(values)
            let squares = 0.0
            for value in values {
                let difference = value - mean
                squares += difference * difference
            }
            return sqrt(squares / max(1, values.len() - 1))
        }

        let samples@ = [1.5, 2.25, 8.0, 13.125, @.5]
        print("spread:", spread@(samples@))
        """,
        """
        /* Counts the words of a text; a word is a run of letters. */
        fn count_words@(text: string) -> int {
            let words = 0
            let inside = false
            for byte in text {
                let letter = byte >= 97 && byte <= 122 || byte >= 65 && byte <= 90
                if letter && !inside { words += 1 }
                inside = letter
            }
            return words
        }

        print(count_words@("the quick brown fox jumps over the lazy dog") + @)
        """,
        """
        fn bubble_sort@(items) {
            for i in 0..items.len() {
                for j in 0..items.len() - i - 1 {
                    if items[j] > items[j + 1] {
                        let swap = items[j]
                        items[j] = items[j + 1]
                        items[j + 1] = swap
                    }
                }
            }
            return items
        }

        print(bubble_sort@([5, 3, 9, @, 1]), bubble_sort@(["pear", "apple", "fig"]))
        """,
        """
        // A queue in an array: where the next element is taken from, and how many there are.
        fn simulate@(arrivals: int[], service: int) -> int {
            let queue = []
            let head = 0
            let waited = 0
            let clock_now = 0
            for arrival in arrivals {
                queue.push(arrival)
                while head < queue.len() && queue[head] <= clock_now {
                    waited += clock_now - queue[head]
                    clock_now += service
                    head += 1
                }
                clock_now = max(clock_now, arrival)
            }
            if waited > 1000 {
                return -1
            } else if waited == 0 {
                return 0
            }
            return waited % 997
        }

        let total@ = simulate@([1, 2, 3, 5, 8, @], 4)
        if total@ < 0 { print("too slow: " + total@) }
        """,
        """
        fn compose@(f, g) => fn(x) => g(f(x))

        fn map@(f, values) {
            let result = []
            for value in values { result.push(f(value)) }
            return result
        }

        let steps@ = compose@(fn(x) => x * 2 + @, fn(x) => x ^ 0xFF)
        print(map@(steps@, [1, 2, 3]).len(), (steps@(7) & 0x7F) << 3)
        """,
    ];

    /// <summary>A script of at least <paramref name="length"/> bytes.</summary>
    public static string Write(int length)
    {
        var text = new StringBuilder(length + 2000);
        for (int unit = 0; text.Length < length; unit++)
        {
            string number = unit.ToString(CultureInfo.InvariantCulture);
            text.Append(s_units[unit % s_units.Length].Replace("@", number, StringComparison.Ordinal)).Append("\n\n");
        }
        return text.ToString();
    }
}

using System.Globalization;
using System.Text;

namespace Peers;

internal static class Strings
{
    public static void Run(long rounds)
    {
        long fields = 0, sum = 0;
        string longest = "";
        for (long round = 0; round < rounds; round++)
        {
            var builder = new StringBuilder();
            for (long i = 0; i < 100_000; i++)
            {
                builder.Append((i + round) * 7919 % 1000);
                builder.Append(',');
            }
            string text = builder.ToString();
            int start = 0;
            for (int i = 0; i < text.Length; i++)
            {
                if (text[i] == ',')
                {
                    string field = text.Substring(start, i - start);
                    if (string.CompareOrdinal(field, longest) > 0)
                        longest = field;
                    sum += long.Parse(field, CultureInfo.InvariantCulture);
                    fields += 1;
                    start = i + 1;
                }
            }
        }
        Console.WriteLine($"{fields} {longest} {sum}");
    }
}

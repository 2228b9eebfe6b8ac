namespace Kiket.Portal.Listings.Search;

/// <summary>How many letters must be added, removed, changed or swapped with a neighbour to turn one word into another.</summary>
public static class EditDistance
{
    /// <summary>
    /// The distance of a typed word to a known one or to its beginning, whichever is smaller, because people search
    /// before they finish typing. If it is above <paramref name="most"/>, the result is any larger number.
    /// </summary>
    public static int OfPrefix(string typed, string known, int most)
    {
        if (known.Length < typed.Length - most)
        {
            return most + 1;
        }

        // The last row of the table contains the distance of the typed word to every beginning of the known one.
        var row = LastRow(typed, known.Length > typed.Length + most ? known[..(typed.Length + most)] : known);
        var whole = known.Length <= typed.Length + most ? row[^1] : most + 1;
        // A beginning must match better than a whole word. Otherwise "slak" would match any word that starts with
        // "sla".
        return Math.Min(whole, row.Min() + (typed.Length < 6 ? 1 : 0));
    }

    private static int[] LastRow(string left, string right)
    {
        int[] beforeLast = [], last = [.. Enumerable.Range(0, right.Length + 1)];
        for (var i = 1; i <= left.Length; i++)
        {
            var row = new int[right.Length + 1];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + change);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last) = (last, row);
        }

        return last;
    }
}

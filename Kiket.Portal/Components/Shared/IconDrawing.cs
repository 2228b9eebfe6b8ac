using System.Globalization;
using System.Text;

namespace Kiket.Portal.Components.Shared;

/// <summary>
/// A picture drawn from an extension's id: four cells, each a leaf, a disk or a quarter in one of two tones.
/// The same id always gives the same picture, on every server and in every version of the portal.
/// </summary>
public sealed record IconDrawing(string Id, int Hue, string Front, string Back)
{
    public const int Hues = 8;

    public static IconDrawing Of(string id)
    {
        var bits = Hash(id);
        var hue = (int)(bits % Hues);
        bits /= Hues;
        StringBuilder front = new(), back = new();
        for (var cell = 0; cell < 4; cell++)
        {
            var shape = Shape((int)(bits % 6), 1 + (cell % 2 * 3), 1 + (cell / 2 * 3));
            bits /= 6;
            // The first cell is always in front and the last behind: no picture is of one tone alone.
            (cell == 0 || (cell != 3 && bits % 2 == 0) ? front : back).Append(shape);
            bits /= 2;
        }

        return new IconDrawing(id, hue, front.ToString(), back.ToString());
    }

    private static string Shape(int kind, int x, int y) => string.Create(CultureInfo.InvariantCulture, $"M{x} {y}") + kind switch
    {
        0 => "h1.5a1.5 1.5 0 0 1 1.5 1.5v1.5h-1.5a1.5 1.5 0 0 1-1.5-1.5z",
        1 => "m3 0v1.5a1.5 1.5 0 0 1-1.5 1.5h-1.5v-1.5a1.5 1.5 0 0 1 1.5-1.5z",
        2 => "m1.5 0a1.5 1.5 0 0 1 0 3a1.5 1.5 0 0 1 0-3z",
        3 => "h3a3 3 0 0 1-3 3z",
        4 => "m3 3h-3a3 3 0 0 1 3-3z",
        _ => "m.6 0h1.8a.6.6 0 0 1 .6.6v1.8a.6.6 0 0 1-.6.6h-1.8a.6.6 0 0 1-.6-.6v-1.8a.6.6 0 0 1 .6-.6z",
    };

    /// <summary>FNV-1a: string.GetHashCode differs from process to process. The last steps mix the high bits down.</summary>
    private static ulong Hash(string id)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in Encoding.UTF8.GetBytes(id))
        {
            hash = unchecked((hash ^ unit) * 1099511628211UL);
        }

        hash ^= hash >> 33;
        hash = unchecked(hash * 0xff51afd7ed558ccdUL);
        return hash ^ (hash >> 33);
    }
}

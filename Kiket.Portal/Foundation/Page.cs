using System.Globalization;

namespace Kiket.Portal.Foundation;

/// <summary>The requested page of a list. Numbers start at 1; values out of range are clamped.</summary>
public readonly record struct PageRequest
{
    public const int MaxSize = 100;

    public PageRequest(int number, int size)
    {
        Size = Math.Clamp(size, 1, MaxSize);
        // (Number - 1) * Size must stay an int: a page of a billion is an empty page, not an overflow.
        Number = Math.Clamp(number, 1, 1_000_000);
    }

    public int Number { get; }

    public int Size { get; }

    public int Skip => (Number - 1) * Size;

    /// <summary>The page in an address. Text that isn't a number means the first page, a number that is too large the last possible one.</summary>
    public static int NumberOf(string? text) => text is { Length: > 0 } && text.All(char.IsAsciiDigit)
        ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue
        : 1;
}

/// <summary>One page of a list and how many items there are in all.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, PageRequest Request, int Total)
{
    /// <summary>How many of the items the pages show, when not all of them: the best matches of a search.</summary>
    public int Shown { get; init; } = Total;

    public int PageCount => Math.Max(1, (Shown + Request.Size - 1) / Request.Size);

    public bool HasNext => Request.Number < PageCount;
}

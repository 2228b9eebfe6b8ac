namespace Kiket.Portal.Listings;

/// <summary>What the organizations that run an extension think of it, in numbers.</summary>
/// <param name="Count">Organizations whose rating is visible.</param>
/// <param name="Sum">Of their stars.</param>
/// <param name="Texts">How many of them wrote a text.</param>
public sealed record ListedRating(int Count, int Sum, int Texts)
{
    /// <summary>An average of fewer says more about these organizations than about the extension.</summary>
    public const int MinOrganizations = 3;

    public const int MaxStars = 5;

    public static ListedRating None { get; } = new(0, 0, 0);

    /// <summary>With one decimal, as it is shown; null while there are too few.</summary>
    public decimal? Average => Count >= MinOrganizations ? Math.Round((decimal)Sum / Count, 1, MidpointRounding.AwayFromZero) : null;
}

/// <summary>
/// The score that listings are sorted by, in ten-thousandths of a star: the average with eight more ratings of the usual kind. So one rating
/// of five stars doesn't come before forty that are nearly as good, and a listing without ratings is in the middle.
/// </summary>
public static class RatingScore
{
    /// <summary>One star.</summary>
    public const int Star = 10_000;

    /// <summary>How many ratings of the usual kind each listing has on top.</summary>
    public const int Weight = 8;

    /// <summary>The mean of fewer ratings is chance.</summary>
    public const int MinRatings = 50;

    /// <summary>The mean while there are too few ratings.</summary>
    public const int UsualMean = 38_000;

    /// <summary>The mean of all visible ratings, in ten-thousandths.</summary>
    public static int Mean(long count, long sum) => count < MinRatings ? UsualMean : (int)(((sum * Star) + (count / 2)) / count);

    public static int Of(int mean, int count, int sum) =>
        (int)((((long)Weight * mean) + ((long)Star * sum) + ((Weight + count) / 2)) / (Weight + count));
}

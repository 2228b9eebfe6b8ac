using Kiket.Portal.Data;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>How long a visitor's page is cached when nothing on it changes.</summary>
public static class PublicPageLifetime
{
    /// <summary>A page only changes with its listing and with the day, because it may say "today".</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>The signal of another node can get lost while the database restarts. Its change then appears after this time.</summary>
    private static readonly TimeSpan LifetimeBesideOthers = TimeSpan.FromMinutes(1);

    /// <returns>An hour, but not beyond the end of the day in UTC, in which all dates are shown.</returns>
    public static TimeSpan At(DateTimeOffset now, DatabaseProvider provider)
    {
        var midnight = now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;
        var cached = provider == DatabaseProvider.Sqlite ? Lifetime : LifetimeBesideOthers;
        return midnight < cached ? midnight : cached;
    }
}

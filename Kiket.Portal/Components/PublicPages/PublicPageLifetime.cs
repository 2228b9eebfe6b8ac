using Kiket.Portal.Data;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>How long a visitor's page is kept when nothing that it shows changes.</summary>
public static class PublicPageLifetime
{
    /// <summary>Nothing changes what a page shows but a change of its listing and the day: it may say "today".</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Another portal process on the same database does not tell of its changes; they show this late.</summary>
    private static readonly TimeSpan LifetimeBesideOthers = TimeSpan.FromMinutes(1);

    /// <returns>An hour, but not beyond the end of the day in UTC, in which all dates are shown.</returns>
    public static TimeSpan At(DateTimeOffset now, DatabaseProvider provider)
    {
        var midnight = now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;
        var cached = provider == DatabaseProvider.Sqlite ? Lifetime : LifetimeBesideOthers;
        return midnight < cached ? midnight : cached;
    }
}

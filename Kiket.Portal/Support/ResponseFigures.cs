using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Jobs;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Support;

/// <summary>How soon a publisher answered about an extension. Shown from five tickets of three organizations on.</summary>
public sealed class ResponseFigures
{
    public const int MinTickets = 5;
    public const int MinOrganizations = 3;

    /// <summary>How far back tickets count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(90);

    private ResponseFigures()
    {
    }

    public Guid ExtensionKey { get; private set; }

    /// <summary>Covered minutes until the first response, the median.</summary>
    public int MedianMinutes { get; private set; }

    public int Tickets { get; private set; }

    /// <summary>How many were answered within the promised time.</summary>
    public int InTime { get; private set; }

    public int Organizations { get; private set; }

    public bool IsShown => Tickets >= MinTickets && Organizations >= MinOrganizations;

    /// <summary>
    /// Of tickets of the last 90 days with a promise. One that isn't answered counts once its promised time is over, with the time until now.
    /// </summary>
    public static ResponseFigures Of(Guid extensionKey, IEnumerable<(Guid Organization, ClockFigures FirstResponse)> tickets, DateTimeOffset now)
    {
        var counted = tickets.Where(one => one.FirstResponse.HasEnded || one.FirstResponse.IsMissed(now))
            .OrderBy(one => one.FirstResponse.Elapsed).ToList();
        return new ResponseFigures
        {
            ExtensionKey = extensionKey,
            MedianMinutes = counted.Count == 0 ? 0 : (int)Math.Round(Median(counted.ConvertAll(one => one.FirstResponse.Elapsed)).TotalMinutes),
            Tickets = counted.Count,
            InTime = counted.Count(one => one.FirstResponse.HasEnded && one.FirstResponse.Elapsed <= one.FirstResponse.Target),
            Organizations = counted.Select(one => one.Organization).Distinct().Count(),
        };
    }

    private static TimeSpan Median(List<TimeSpan> sorted) =>
        sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;

    internal void Take(ResponseFigures counted) =>
        (MedianMinutes, Tickets, InTime, Organizations) = (counted.MedianMinutes, counted.Tickets, counted.InTime, counted.Organizations);

    internal bool Says(ResponseFigures counted) =>
        (MedianMinutes, Tickets, InTime, Organizations) == (counted.MedianMinutes, counted.Tickets, counted.InTime, counted.Organizations);
}

internal sealed class ResponseFiguresTable : IEntityTypeConfiguration<ResponseFigures>
{
    public void Configure(EntityTypeBuilder<ResponseFigures> builder)
    {
        builder.ToTable("ResponseFigures");
        builder.HasKey(figures => figures.ExtensionKey);
        builder.Property(figures => figures.ExtensionKey).ValueGeneratedNever();
        builder.Ignore(figures => figures.IsShown);
        builder.HasOne<Extension>().WithMany().HasForeignKey(figures => figures.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>Each hour: counts anew how soon publishers answer. Figures that didn't change aren't written.</summary>
public sealed class CountResponses(IDbContextFactory<PortalDb> databases, ListingTopic listings, TimeProvider clock) : IRegularWork
{
    // Compiled once, because every page of a listing uses it. Not static, because it belongs to one provider's model.
    private readonly Func<PortalDb, Guid, CancellationToken, Task<ResponseFigures?>> _find = EF.CompileAsyncQuery(
        (PortalDb db, Guid key, CancellationToken _) => db.Set<ResponseFigures>().AsNoTracking().SingleOrDefault(one => one.ExtensionKey == key));

    public string Name => "count-responses";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    /// <summary>What is shown on an extension's listing; null when too little is known.</summary>
    public async Task<ResponseFigures?> FindAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var figures = await _find(db, extensionKey, cancellationToken);
        return figures is { IsShown: true } ? figures : null;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var since = now - ResponseFigures.Window;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var recent = db.Set<Ticket>().Where(ticket => ticket.OpenedAt > since);
        var keys = await recent.Select(ticket => ticket.ExtensionKey)
            .Union(db.Set<ResponseFigures>().Select(figures => figures.ExtensionKey)).ToListAsync(cancellationToken);
        foreach (var key in keys)
        {
            var tickets = await recent.AsNoTracking().Where(ticket => ticket.ExtensionKey == key)
                .Include(ticket => ticket.Events.OrderBy(one => one.Number)).AsSplitQuery().ToListAsync(cancellationToken);
            var counted = ResponseFigures.Of(
                key,
                tickets.SelectMany(ticket => ticket.Clocks(now)
                    .Where(figures => figures.Clock == TicketClock.FirstResponse)
                    .Select(figures => (ticket.OrganizationId, figures))),
                now);
            await SaveAsync(db, counted, cancellationToken);
        }
    }

    private async Task SaveAsync(PortalDb db, ResponseFigures counted, CancellationToken cancellationToken)
    {
        var stored = await db.Set<ResponseFigures>().SingleOrDefaultAsync(one => one.ExtensionKey == counted.ExtensionKey, cancellationToken);
        if (stored?.Says(counted) == true)
        {
            return;
        }

        if (stored is null)
        {
            db.Add(counted);
        }
        else
        {
            stored.Take(counted);
        }

        await db.SaveChangesAsync(cancellationToken);
        await listings.PublishAsync(counted.ExtensionKey);
    }
}

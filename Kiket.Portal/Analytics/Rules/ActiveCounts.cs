namespace Kiket.Portal.Analytics.Rules;

public enum InstallationEventKind
{
    Installed,
    Upgraded,
    RolledBack,
    Uninstalled,
}

/// <summary>Something that happened to one installation.</summary>
/// <param name="Release">That runs afterwards; the one that ran before when it is uninstalled.</param>
public sealed record InstallationEvent(Guid Installation, InstallationEventKind Kind, string Release, DateTimeOffset At);

/// <summary>A UTC day of an extension.</summary>
/// <param name="Active">Installed at the end of the day, by release.</param>
public sealed record InstallationDay(DateOnly Day, IReadOnlyDictionary<string, int> Active, int Installed, int Uninstalled)
{
    public int ActiveInstallations => Active.Values.Sum();

    public int Net => Installed - Uninstalled;
}

/// <summary>Counts installations by UTC day.</summary>
public static class ActiveCounts
{
    /// <summary>The days on which something happened, in their order. The days between are like the one before, with nothing installed.</summary>
    /// <param name="events">All of an extension, in any order.</param>
    public static IReadOnlyList<InstallationDay> Of(IEnumerable<InstallationEvent> events)
    {
        var running = new Dictionary<Guid, string>();
        var days = new List<InstallationDay>();
        foreach (var day in events.OrderBy(one => one.At).ThenBy(one => one.Kind).GroupBy(one => DateOnly.FromDateTime(one.At.UtcDateTime)))
        {
            var (installed, uninstalled) = (0, 0);
            foreach (var one in day)
            {
                switch (one.Kind)
                {
                    case InstallationEventKind.Uninstalled:
                        uninstalled += running.Remove(one.Installation) ? 1 : 0;
                        break;
                    default:
                        installed += running.ContainsKey(one.Installation) ? 0 : 1;
                        running[one.Installation] = one.Release;
                        break;
                }
            }

            var active = running.Values.GroupBy(release => release, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
            days.Add(new InstallationDay(day.Key, active, installed, uninstalled));
        }

        return days;
    }
}

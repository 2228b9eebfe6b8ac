using Kiket.Portal.GitHub;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>What works while nobody waits lets people at a screen go first at GitHub.</summary>
public sealed class GitHubLaneTests
{
    private static readonly IReadOnlyList<Type> Types =
    [
        .. typeof(PortalHost).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }),
    ];

    [Fact]
    public void Every_worker_that_reaches_GitHub_takes_the_background_lane()
    {
        var taken = PortalAssembly.ReadArrows()
            .Where(arrow => arrow.To.Name == nameof(GitHubLane))
            .Select(arrow => arrow.From.Name)
            .ToHashSet(StringComparer.Ordinal);
        var workers = Types
            .Where(type => typeof(IHostedService).IsAssignableFrom(type) || typeof(IJob).IsAssignableFrom(type))
            .Where(ReachesGitHub)
            .Select(type => type.Name)
            .ToList();

        // The queues' two workers reach it today; a list without them shows that nothing was looked at.
        Assert.Contains("WorkOffQueue", workers);
        Assert.Contains("ScheduleQueues", workers);
        Assert.Empty(workers.Except(taken, StringComparer.Ordinal));
    }

    /// <summary>By what constructors ask for, through interfaces to whatever implements them.</summary>
    private static bool ReachesGitHub(Type worker)
    {
        var seen = new HashSet<Type>();
        var next = new Queue<Type>([worker]);
        while (next.TryDequeue(out var type))
        {
            if (!seen.Add(type))
            {
                continue;
            }

            foreach (var parameter in type.GetConstructors().SelectMany(constructor => constructor.GetParameters()))
            {
                var asked = parameter.ParameterType;
                if (asked == typeof(IGitHub))
                {
                    return true;
                }

                var item = asked.IsGenericType && asked.GetGenericTypeDefinition() == typeof(IEnumerable<>) ? asked.GetGenericArguments()[0] : asked;
                foreach (var candidate in item.Assembly == typeof(PortalHost).Assembly ? Types.Where(item.IsAssignableFrom) : [])
                {
                    next.Enqueue(candidate);
                }
            }
        }

        return false;
    }
}

using System.Globalization;
using Kiket.Portal.Events;
using Kiket.Portal.Installations.Rollouts;

namespace Kiket.Portal.Installations.Operating;

/// <summary>Tells the organizations that already run a release whose rollout was stopped that they can go back.</summary>
public sealed class NotifyOfStop(NotifyInstallations notify, InstallationTopic topic) : IEventHandler<RolloutStopped>
{
    public const string HandlerName = "notify-of-stop";

    public Task RunAsync(RolloutStopped happened, DateTimeOffset at, CancellationToken cancellationToken) => notify.RunAsync(
        happened.ReleaseId,
        one => new InstallationNotice(
            "installation.rollout_stopped",
            string.Create(CultureInfo.InvariantCulture, $"{happened.ReleaseId}:{at.UtcTicks}"),
            $"The rollout of {one.Name} {happened.Version}, which you run, was stopped",
            $"{happened.Reason} If it doesn't work for you, roll it back."),
        cancellationToken,
        (work, one) =>
        {
            work.Refresh(() => topic.PublishAsync(one.Id));
            return Task.CompletedTask;
        });
}

using Kiket.Portal.Events;
using Kiket.Portal.Releases;

namespace Kiket.Portal.Installations.Operating;

/// <summary>Tells the organizations that run a yanked release. It keeps running, and nothing moves by itself.</summary>
public sealed class NotifyOfYank(NotifyInstallations notify) : IEventHandler<ReleaseYanked>
{
    public const string HandlerName = "notify-of-yank";

    public Task RunAsync(ReleaseYanked happened, DateTimeOffset at, CancellationToken cancellationToken) => notify.RunAsync(
        happened.ReleaseId,
        one => new InstallationNotice(
            "installation.release_yanked",
            happened.ReleaseId.ToString(),
            $"{one.Name} {happened.Version}, which you run, was yanked",
            $"{happened.Reason} It keeps running. Look for another version, or roll back."),
        cancellationToken);
}

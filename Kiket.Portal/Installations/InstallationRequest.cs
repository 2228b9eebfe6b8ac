using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Installations;

public enum RequestState
{
    Waiting,

    /// <summary>Somebody installed the extension.</summary>
    Installed,

    Declined,
}

/// <summary>A member who may not install asks the Owners and Admins for an extension. One waits per member and extension.</summary>
public sealed class InstallationRequest : VersionedEntity
{
    public const int MaxReason = 500;

    private InstallationRequest()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    public Guid PersonId { get; private set; }

    public DateTimeOffset At { get; private set; }

    public RequestState State { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Why it was declined; null otherwise.</summary>
    public string? Reason { get; private set; }

    public static InstallationRequest Of(Guid organizationId, Guid extensionKey, Guid personId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OrganizationId = organizationId,
        ExtensionKey = extensionKey,
        PersonId = personId,
        At = now,
    };

    public void Fulfil(DateTimeOffset now) => (State, AnsweredAt) = (RequestState.Installed, now);

    public Result Decline(string reason, DateTimeOffset now)
    {
        if (State != RequestState.Waiting)
        {
            return Error.Conflict("request_answered", State == RequestState.Installed
                ? "The extension was installed meanwhile, so there is nothing to decline."
                : "Somebody else has declined it already.");
        }

        (State, AnsweredAt, Reason) = (RequestState.Declined, now, reason);
        return Result.Success();
    }
}

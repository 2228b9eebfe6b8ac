namespace Kiket.Portal.Audit;

/// <summary>One action that changed state: who did what to which subject, when and from where. Entries never change.</summary>
public sealed class AuditEntry
{
    private AuditEntry()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>The organization whose log shows the entry; null for actions on the platform itself.</summary>
    public Guid? OrganizationId { get; private set; }

    /// <summary>Null when the portal itself acted (a schedule, a push).</summary>
    public Guid? ActorId { get; private set; }

    /// <summary>The name at that time, so the entry stays readable after the person is renamed or deleted.</summary>
    public string ActorName { get; private set; } = "";

    public Guid? TokenId { get; private set; }

    /// <summary>A word such as <c>member.invited</c>.</summary>
    public string Action { get; private set; } = "";

    public string SubjectType { get; private set; } = "";

    public string SubjectId { get; private set; } = "";

    public string? Address { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>JSON, bounded and without secrets; null when the subject is new.</summary>
    public string? Before { get; private set; }

    /// <summary>JSON, bounded and without secrets; null when the subject is deleted.</summary>
    public string? After { get; private set; }

    internal static AuditEntry Of(
        Foundation.IActor? actor,
        string action,
        AuditSubject subject,
        DateTimeOffset at,
        Guid? organizationId,
        string? before,
        string? after) => new()
        {
            Id = Guid.CreateVersion7(at),
            OrganizationId = organizationId,
            ActorId = actor?.UserId,
            ActorName = actor?.Name ?? "Kiket",
            TokenId = actor?.TokenId,
            Action = action,
            SubjectType = subject.Type,
            SubjectId = subject.Id,
            Address = actor?.Address,
            At = at,
            Before = before,
            After = after,
        };
}

/// <summary>The subject of an action.</summary>
/// <param name="Type">A product word such as <c>invitation</c>, <c>release</c>.</param>
/// <param name="Id">Its id, or the name people know it by.</param>
public sealed record AuditSubject(string Type, string Id)
{
    public AuditSubject(string type, Guid id)
        : this(type, id.ToString())
    {
    }
}

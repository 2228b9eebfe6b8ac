namespace Kiket.Portal.Foundation;

/// <summary>The person who acts, with what the audit log records about them.</summary>
public interface IActor
{
    Guid UserId { get; }

    /// <summary>As shown to others.</summary>
    string Name { get; }

    /// <summary>Remote address, when there is one.</summary>
    string? Address { get; }

    /// <summary>The API token used, or null for a person in the browser.</summary>
    Guid? TokenId { get; }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Audit;

/// <summary>Writes the audit log inside the caller's unit of work, so the action and its entry are saved together or not at all.</summary>
public static class RecordAudit
{
    /// <summary>Enough for any settings form. The log is for people to read; it isn't a backup.</summary>
    public const int MaxJsonLength = 8_000;

    private const int MaxSubjectId = 200;
    private const string Hidden = "(hidden)";

    private static readonly string[] SecretNames = ["password", "secret", "token", "credential", "privatekey", "recoverycode"];

    /// <summary>
    /// Adds one entry to <paramref name="db"/>; the caller saves. Values of properties whose name suggests a secret are
    /// replaced, whatever the caller passes. Ids, names and last-four digits stay.
    /// </summary>
    /// <param name="actor">Who acted; null when the portal itself did.</param>
    /// <param name="action">A word such as <c>member.invited</c>.</param>
    /// <param name="before">Any object that serializes to JSON; null when the subject is new.</param>
    /// <param name="after">Any object that serializes to JSON; null when the subject is deleted.</param>
    public static void Add(
        PortalDb db,
        IActor? actor,
        string action,
        AuditSubject subject,
        DateTimeOffset at,
        Guid? organizationId = null,
        object? before = null,
        object? after = null)
    {
        var bounded = subject.Id.Length > MaxSubjectId ? subject with { Id = subject.Id[..MaxSubjectId] } : subject;
        db.Add(AuditEntry.Of(actor, action, bounded, at, organizationId, Write(before), Write(after)));
    }

    private static string? Write(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var node = JsonSerializer.SerializeToNode(value, JsonColumn.Options);
        Hide(node);
        var json = node?.ToJsonString(JsonColumn.Options);
        return json is { Length: > MaxJsonLength }
            ? JsonSerializer.Serialize(new { shortened = json[..(MaxJsonLength / 2)] }, JsonColumn.Options)
            : json;
    }

    private static void Hide(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (value is JsonValue && IsSecret(name))
                    {
                        members[name] = Hidden;
                    }
                    else
                    {
                        Hide(value);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Hide(item);
                }

                break;
        }
    }

    /// <summary>"token" and "accessToken" are secrets; "tokenId", "tokenName" and "tokenLastFour" describe one.</summary>
    private static bool IsSecret(string name) =>
        Array.Exists(SecretNames, word => name.EndsWith(word, StringComparison.OrdinalIgnoreCase));
}

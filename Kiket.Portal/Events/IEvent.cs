using System.Text.Json;
using Kiket.Portal.Data;

namespace Kiket.Portal.Events;

/// <summary>
/// A fact in the past tense: a record with the ids that its handlers need. It never contains an entity, because a handler
/// reads the current database when it runs.
/// </summary>
public interface IEvent
{
    /// <summary>What it is about, such as <c>submission:0199…</c>; at most <see cref="PortalEvent.MaxSubject"/> characters.</summary>
    string Subject { get; }
}

/// <summary>The stored name of an event, such as <c>submission.submitted</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    internal static string Of(Type type) =>
        ((EventNameAttribute?)GetCustomAttribute(type, typeof(EventNameAttribute)))?.Name
            ?? throw new InvalidOperationException($"{type.Name} has no [EventName].");
}

internal static class EventJson
{
    public static string Write(IEvent happened) => JsonSerializer.Serialize(happened, happened.GetType(), JsonColumn.Options);

    public static IEvent Read(string json, Type type) =>
        (IEvent)(JsonSerializer.Deserialize(json, type, JsonColumn.Options) ?? throw new InvalidDataException($"The stored {type.Name} is empty."));
}

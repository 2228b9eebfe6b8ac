using System.Text.Json.Nodes;
using Kiket.Portal.Secrets;

namespace Kiket.Portal.Installations.Calls;

/// <summary>The receiver of a call, and what the call says about the installation.</summary>
/// <param name="Callback">The resolved address of the offer.</param>
/// <param name="ApiVersion">As the manifest spells it: <c>v1</c>, or <c>1.0</c>.</param>
/// <param name="Timeout">What the manifest asks for; zero for the usual 10 seconds.</param>
/// <param name="Required">The operation doesn't go on without an answer.</param>
/// <param name="LifecycleEvents">The events that the manifest lists: <c>installed</c> or <c>extension.installed</c>.</param>
/// <param name="SigningSecret">The secret of the HMAC; null when the manifest names none, so that only the token proves the sender.</param>
public sealed record ExtensionTarget(
    Uri Callback,
    string ApiVersion,
    TimeSpan Timeout,
    bool Required,
    IReadOnlyList<string> LifecycleEvents,
    long OrganizationNumber,
    long ExtensionNumber,
    long InstallationNumber,
    string OrganizationSlug,
    IReadOnlyList<string> Scopes,
    IReadOnlyDictionary<string, SecretText> Secrets,
    IReadOnlyList<string> MissingSecrets,
    SecretText? SigningSecret);

/// <param name="Invocation">The same each time that a call is tried again, so that the extension can recognize it.</param>
/// <param name="Event">One of <see cref="LifecycleEvents"/>, or the action of a test step.</param>
/// <param name="Subject">What it is about, such as <c>{"from": "1.4.2", "to": "1.5.0"}</c>; its fields become fields of the body.</param>
public sealed record ExtensionCall(Guid Invocation, string Event, JsonObject Subject);

public enum CallVerdict
{
    /// <summary>The manifest doesn't list the event, or the extension doesn't know it (404). Go on without it.</summary>
    NotDeclared,
    Allowed,

    /// <summary>The extension said no.</summary>
    Denied,

    /// <summary>No usable answer for now.</summary>
    TryAgain,
}

/// <param name="Message">A sentence for people: the extension's own, shortened, or what went wrong. Null when there is nothing to say.</param>
/// <param name="OutputFields"><c>metadata.output_fields</c> as answered; text of strangers.</param>
/// <param name="Status">The HTTP status, when there was one.</param>
public sealed record CallOutcome(CallVerdict Verdict, string? Message, JsonObject? OutputFields, int? Status);

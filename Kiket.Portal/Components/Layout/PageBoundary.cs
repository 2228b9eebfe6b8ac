using System.Security.Cryptography;
using Kiket.Portal.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Kiket.Portal.Components.Layout;

/// <summary>
/// The error boundary around a page. Each failure gets an id, which the page shows and the log has, so that operators find what
/// a person tells them about.
/// </summary>
public sealed partial class PageBoundary : ErrorBoundary
{
    private const int IdBytes = 4;

    [Inject]
    public required ILogger<PageBoundary> Logger { get; init; }

    /// <summary>Of the failure that is shown, such as <c>3f9a01bc</c>.</summary>
    public string? FailureId { get; private set; }

    public string Title => CurrentException?.IsUnwritable() == true ? "We couldn't save this" : "We couldn't show this page";

    /// <summary>What happened, what is safe, and what to do.</summary>
    public string Text => CurrentException?.IsUnwritable() == true
        ? "The portal can't save anything at the moment. What was saved before is safe. Try again later, and tell the portal's "
            + $"operators: they find the reason by this id: {FailureId}."
        : "Something went wrong on our side and has been recorded. Reload the page. Your saved data is safe. If it happens again, "
            + $"tell us this id: {FailureId}.";

    protected override Task OnErrorAsync(Exception exception)
    {
        FailureId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        LogFailed(Logger, exception, FailureId);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Error, "A page failed. The id shown to the person is {FailureId}.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string failureId);
}

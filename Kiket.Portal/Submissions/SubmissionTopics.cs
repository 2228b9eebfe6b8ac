using Kiket.Portal.Foundation;

namespace Kiket.Portal.Submissions;

/// <summary>"Something about this submission changed", by submission id.</summary>
public sealed class SubmissionTopic(ILogger<SubmissionTopic> logger) : LiveTopic(logger);

/// <summary>"Something about this organization's submissions changed", by organization id; <see cref="Guid.Empty"/> is the reviewers' queue.</summary>
public sealed class SubmissionListTopic(ILogger<SubmissionListTopic> logger) : LiveTopic(logger)
{
    public static Guid Queue => Guid.Empty;
}

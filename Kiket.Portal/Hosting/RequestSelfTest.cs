using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Hosting;

/// <summary>An operator has the self-test run again. The process that has the engine does it within seconds.</summary>
public sealed class RequestSelfTest(UnitOfWork unit, PlatformAccess platform, HostingTopic topic)
{
    public async Task<Result> RunAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        return await unit.RunAsync(
            async work =>
            {
                var state = await HostingQueries.ReadAsync(work.Db, cancellationToken);
                if (state.Pending is not null)
                {
                    return (Result)Error.Conflict("self_test_pending", "The self-test already runs. Its result appears here.");
                }

                if (!state.HasEngine)
                {
                    return Error.Conflict("hosting_without_engine", $"There is no engine to test. {string.Join(' ', state.Reasons)}");
                }

                var test = SelfTest.Request(actor.Name, work.Now);
                work.Db.Add(test);
                work.Audit(actor, "hosting.self_test_requested", new AuditSubject("self_test", test.Id.ToString()), after: new { state.Last?.Engine });
                work.Refresh(() => topic.PublishSelfTestAsync());
                return Result.Success();
            },
            cancellationToken);
    }
}

using Kiket.Portal.Foundation;

namespace Kiket.Portal.Accounts.Sessions;

public static class SessionsModule
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddSharedSignal<SessionTopic>();
        services.AddSingleton<SessionQueries>();
        services.AddSingleton<BeginSession>();
        services.AddSingleton<ContinueSession>();
        services.AddSingleton<EndSessions>();
        services.AddSingleton<SessionUses>();
        services.AddSingleton<SweepSessions>();
        services.AddHostedService<SessionTender>();
        return services;
    }
}

using Kiket.Portal.Components.Account;
using Kiket.Portal.Components.Shared;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Kiket.Portal.Components;

public static class ComponentsModule
{
    /// <summary>Services that screens share, besides those of the features.</summary>
    public static IServiceCollection AddScreens(this IServiceCollection services)
    {
        services.AddScoped<AuthenticationStateProvider, RevalidatePerson>();
        services.AddScoped<CircuitHandler, FollowSignIn>();
        services.AddSingleton<LiveConnections>();
        services.AddSingleton<EndedConnections>();
        services.AddSingleton<LiveEvents>();
        services.AddScoped<CircuitHandler, CountLiveEvents>();
        services.AddSingleton<DrawnCards>();
        services.AddSingleton<EmailChangeMails>();
        services.AddSingleton<SignInNotice>();
        return services;
    }

    /// <summary>Call after authentication, because a person's pages are counted per person.</summary>
    public static WebApplication UseLiveConnections(this WebApplication app)
    {
        var connections = app.Services.GetRequiredService<LiveConnections>();
        app.Use(next => context => connections.RunAsync(context, next));
        var ended = app.Services.GetRequiredService<EndedConnections>();
        app.Use(next => context => ended.RunAsync(context, next));
        return app;
    }
}
